using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Execution.Steps;

namespace Swarm.Execution.Policies;

/// <summary>Which of a policy's rules this system enforces for every process of a step.</summary>
public sealed class PolicyEnforcement
{
    private readonly Policy _policy;
    private readonly StepProtection _protection;

    private PolicyEnforcement(Policy policy, StepProtection protection)
    {
        (_policy, _protection) = (policy, protection);
        var stated = PolicyRules.StatedBy(policy.Document);
        Enforced = [.. stated.Where(rule => Missing(rule) is null)];
        Unenforced = [.. stated.Except(Enforced, StringComparer.Ordinal)];
    }

    /// <summary>The rules that are enforced for every process of a step.</summary>
    public IReadOnlyList<string> Enforced { get; }

    /// <summary>The rules that are not. Of the programs, the step's own is held against the policy all the same.</summary>
    public IReadOnlyList<string> Unenforced { get; }

    /// <summary>Whether the kernel keeps the step to the policy's programs.</summary>
    internal bool RestrictsPrograms => _policy.Document.AllowedPrograms is not null && Enforced.Contains(PolicyRules.Programs);

    /// <summary>Looks at what this system can do for a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="protection">How the step is kept to its route and folder.</param>
    public static PolicyEnforcement Plan(Policy policy, StepProtection protection)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(protection);
        return new PolicyEnforcement(policy, protection);
    }

    /// <summary>Says why no run can be made here under the policy.</summary>
    /// <returns>One sentence or two, or null where runs can be made.</returns>
    public string? FindObstacle() =>
        (_policy.Document.Required ?? []).FirstOrDefault(Unenforced.Contains) is { } rule
            ? $"The policy '{_policy}' requires the rule '{rule}', which cannot be enforced here for every process of the step: {Missing(rule)}. Run the step where it can be, or use a policy that does not require it."
            : null;

    /// <summary>Refuses a policy under which no run can be made here.</summary>
    /// <exception cref="SwarmException">It requires what is not enforced here (<c>POLICY_UNSUPPORTED</c>).</exception>
    public void Require()
    {
        if (FindObstacle() is { } obstacle)
        {
            throw new SwarmException(ErrorCode.PolicyUnsupported, obstacle);
        }
    }

    /// <summary>Refuses a step whose own program, or what runs it, the policy does not allow.</summary>
    /// <param name="command">The step.</param>
    /// <exception cref="SwarmException">The program is not allowed (<c>POLICY_DENIED</c>) or not to be found (<c>STEP_NOT_STARTED</c>).</exception>
    public void RequireProgram(StepCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        new ProgramGate(_policy, command).Check();
    }

    // What is missing for a rule to be enforced; null where nothing is.
    private string? Missing(string rule) => rule switch
    {
        PolicyRules.Route => string.Equals(_protection.RouteMode, RouteModes.Direct, StringComparison.Ordinal) ? null : MissingForConfinement(),
        PolicyRules.Sandbox => _policy.Document.Sandbox == SandboxModes.None ? null : MissingForConfinement(),
        PolicyRules.Hosts or PolicyRules.Ports or PolicyRules.Ranges => MissingForConfinement(),
        PolicyRules.Programs => MissingForPrograms(),
        PolicyRules.Memory when OperatingSystem.IsMacOS() => "macOS does not limit the memory of a process tree",
        PolicyRules.Processes when !OperatingSystem.IsWindows() && !_protection.IsConfined => _protection.Obstacle ?? "processes are counted for a confined step alone",
        PolicyRules.RunTime when OperatingSystem.IsMacOS() => "on macOS a process can leave the step's tree and outlive it",
        _ => null,
    };

    private string? MissingForConfinement() =>
        _protection.IsConfined ? null : _protection.Obstacle ?? "the step is not confined, so that a program can ignore the proxy";

    private string? MissingForPrograms() =>
        _policy.Document.AllowedPrograms is null ? "blocked programs can be copied under other names; list the allowed ones"
        : LandlockSupport.IsAvailable ? null
        : "that takes Linux 5.19 or later with Landlock";
}

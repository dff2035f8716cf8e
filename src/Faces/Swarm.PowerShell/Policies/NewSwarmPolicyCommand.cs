using System.Management.Automation;
using Swarm.Core.Contracts;
using Swarm.Engine.Policies;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Policies;

/// <summary>Writes a policy: a file that says what a run may do, for -Policy of Start-SwarmRun and Resume-SwarmRun.</summary>
/// <remarks>
/// A rule that is left out allows what Swarm allows without a policy; a list that is given allows nothing else, and an empty
/// one nothing at all. Without any rule the policy allows no program and little of everything, as a start to edit.
///
/// Certificates bind exactly the file's bytes, so that a file that is there is never replaced. What this system cannot
/// enforce for every process of a step is recorded as such, unless -Required names it: then there is no run.
/// </remarks>
/// <example>
/// <code>New-SwarmPolicy ./build.json -AllowedProgram bash, make, cc -RunTime 600 -MemoryLimit 2GB -Required run_time</code>
/// <para>Allows three programs, ten minutes and 2 GiB of memory, and no run where the time cannot be limited.</para>
/// </example>
/// <example>
/// <code>
/// $policy = New-SwarmPolicy -RunTime 60 -RetryCount 1 -OutputLimit 100MB
/// Start-SwarmRun -Policy $policy { 'hello' }
/// </code>
/// <para>Writes 'policy.json' and makes a run under it.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "SwarmPolicy", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmPolicy))]
public sealed class NewSwarmPolicyCommand : SwarmCommand
{
    /// <summary>The new file. By default 'policy.json' in the current location.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = PolicyFiles.DefaultName;

    /// <summary>What people call the policy.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Which way the step's traffic takes: None, Direct, or ClientExit through the operator's own machine.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ContractName]
    public SwarmRouteMode? RouteMode { get; set; }

    /// <summary>What keeps the step to its own folder. Without a rule it is what the route needs, where this system has it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ContractName]
    public SwarmSandbox? Sandbox { get; set; }

    /// <summary>The only programs that may be started, by name or whole path; an empty list allows none. What runs a script must be allowed too.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    public string[]? AllowedProgram { get; set; }

    /// <summary>The programs that may not be started, by name or whole path, even where they are allowed too.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    public string[]? BlockedProgram { get; set; }

    /// <summary>The only variables that a run may add to its step's environment, secrets included. The step sees none of the operator's own but those that programs need.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    public string[]? AllowedEnvironment { get; set; }

    /// <summary>The only hosts that may be reached: 'www.example.org', or '*.example.org' for every name below it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    public string[]? AllowedHost { get; set; }

    /// <summary>The only ports that may be reached.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    public int[]? AllowedPort { get; set; }

    /// <summary>The only address ranges that may be reached, as '192.0.2.0/24'.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    public string[]? AllowedRange { get; set; }

    /// <summary>Files and folders, as whole paths, that a confined step may read besides the system's own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    public string[]? ReadablePath { get; set; }

    /// <summary>The longest that an attempt at the step may run, as a TimeSpan or a number of seconds: whole ones.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Duration]
    public TimeSpan? RunTime { get; set; }

    /// <summary>How often a step that fails may be tried again.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? RetryCount { get; set; }

    /// <summary>The most bytes of memory that the step's processes may hold together. On Linux it is sampled ten times a second.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public long? MemoryLimit { get; set; }

    /// <summary>The most processes and threads that the step may have at once.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public long? ProcessLimit { get; set; }

    /// <summary>The most bytes of log.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public long? LogLimit { get; set; }

    /// <summary>The most bytes that the step may leave in workspace and state.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public long? OutputLimit { get; set; }

    /// <summary>The rules that must be enforced for every process of the step: where one cannot be, there is no run.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [ValidateSet(
        PolicyRules.Route, PolicyRules.Sandbox, PolicyRules.Programs, PolicyRules.Environment, PolicyRules.Hosts, PolicyRules.Ports, PolicyRules.Ranges,
        PolicyRules.RunTime, PolicyRules.Retries, PolicyRules.Memory, PolicyRules.Processes, PolicyRules.Log, PolicyRules.Output)]
    public string[]? Required { get; set; }

    /// <inheritdoc/>
    protected override object? Target => Path;

    /// <inheritdoc/>
    protected override void Process()
    {
        var path = ResolvePath(Path);
        if (ShouldProcess(path, "Write a policy"))
        {
            var (written, policy) = PolicyFiles.Write(MakeOptions(), path, Compose());
            WriteObject(SwarmPolicy.From(written, policy));
        }
    }

    private PolicyDocument Compose()
    {
        var limits = new PolicyLimits
        {
            RunTimeSeconds = PolicyFiles.ToSeconds(RunTime),
            Retries = RetryCount,
            MemoryBytes = MemoryLimit,
            Processes = ProcessLimit,
            LogBytes = LogLimit,
            OutputBytes = OutputLimit,
        };
        var document = new PolicyDocument
        {
            Type = ContractTypes.Policy,
            RouteMode = ContractNames.Of(RouteMode),
            Sandbox = ContractNames.Of(Sandbox),
            AllowedPrograms = AllowedProgram,
            BlockedPrograms = BlockedProgram,
            AllowedEnvironment = AllowedEnvironment,
            AllowedHosts = AllowedHost,
            AllowedPorts = AllowedPort,
            AllowedRanges = AllowedRange,
            ReadablePaths = ReadablePath,
            Limits = limits == new PolicyLimits() ? null : limits,
            Required = Required,
        };
        return PolicyFiles.OrRestrictive(document) with { Name = Name };
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Execution.Episodes;
using Swarm.Execution.Steps;

namespace Swarm.Execution.Certification;

/// <summary>Writes what a run is asked to do, and refuses what cannot be.</summary>
internal static class RunSpecComposer
{
    private const int FewestSeedBytes = 16;
    private const int MostRetries = 100;
    private const long DefaultValidSeconds = 60 * 60;

    private static readonly TimeSpan LongestValidity = TimeSpan.FromDays(3650);

    public static RunSpec Compose(EpisodeRequest request)
    {
        var step = request.Step;
        Require(step.Script is not null || step.Command.Count > 0, "The run has no step: give a program after '--', or a script block.");
        var texts = step.Command.Append(step.Script ?? string.Empty).Concat(request.Environment.SelectMany(variable => new[] { variable.Key, variable.Value }));
        Require(texts.All(text => InteroperableText.IsAllowed(text)), "The step's program, script or environment holds half a character (a lone surrogate) or a noncharacter: write it as whole Unicode text.");
        Require(step.Script is null || step.PowerShellPath is not null, "The step is a script and there is no 'pwsh' to run it, neither beside this PowerShell nor in PATH: install PowerShell 7.6 or later, or add its folder to PATH.");
        Require(request.LogLimitBytes > 0 && request.OutputLimitBytes > 0, "A limit of bytes is not positive: give a larger one.");
        Require(request.Timeout is null || request.Timeout > TimeSpan.Zero, "The time-out is not positive: give a longer one.");
        Require(request.Seed is null || request.Seed.Value.Length >= FewestSeedBytes, $"The seed of a deterministic run has fewer than {FewestSeedBytes} bytes: give a longer one.");
        Require(request.RestorePolicy is RestorePolicies.FailClosed or RestorePolicies.AllowColdStart, $"The restore policy is neither {RestorePolicies.FailClosed} nor {RestorePolicies.AllowColdStart}.");
        Require(request.Retries is >= 0 and <= MostRetries, $"The run asks for {request.Retries} retries: give 0 to {MostRetries}.");
        Require(request.RouteMode is null || RouteModes.All.Contains(request.RouteMode), $"The route '{request.RouteMode}' is none: give {string.Join(", ", RouteModes.All)}.");
        Require(request.Sandbox is null || SandboxModes.All.Contains(request.Sandbox), $"The sandbox '{request.Sandbox}' is none: give {string.Join(" or ", SandboxModes.All)}.");
        Require(request.Nonce is null || CertificateReplay.IsNonce(request.Nonce), $"The nonce is empty, longer than {CertificateReplay.MostNonceCharacters} characters, or not of printable ASCII without blanks: give another.");
        Require(request.ValidFor is null || (request.ValidFor >= TimeSpan.FromSeconds(1) && request.ValidFor <= LongestValidity), $"The time for which the run is valid is not between 1 s and {LongestValidity.Days} days: give another.");
        RequireVariables(request);
        return new RunSpec
        {
            Operation = OperationOf(request),
            Label = Label.Require(request.Label),
            ParentNodeId = request.Parent?.NodeId,
            Command = step.Command,
            Script = step.Script,
            ScriptInput = step.ScriptInput is { } input ? ToElement(input.Arguments, input.Using) : null,
            Environment = request.Environment.Count == 0 ? null : request.Environment,
            SecretNames = request.Secrets.Count == 0 ? null : [.. request.Secrets.Keys.Order(StringComparer.Ordinal)],
            CleanEnvironment = request.CleanEnvironment ? true : null,
            RestorePolicy = request.RestorePolicy,
            RouteMode = request.RouteMode ?? request.Policy?.Document.RouteMode ?? RouteModes.Direct,
            Sandbox = request.Sandbox,
            TimeoutSeconds = request.Timeout?.TotalSeconds,
            LogLimitBytes = request.LogLimitBytes,
            OutputLimitBytes = request.OutputLimitBytes,
            Deterministic = request.Seed is not null,
            PolicySha256 = request.Policy?.Hash,
            Retries = request.Retries == 0 ? null : request.Retries,
            Nonce = request.Nonce,
            ValidForSeconds = request.ValidFor is { } validity ? (long)Math.Ceiling(validity.TotalSeconds) : request.Nonce is null ? null : DefaultValidSeconds,
        };
    }

    /// <summary>The first run from a fork is marked as the fork's.</summary>
    public static string OperationOf(EpisodeRequest request) =>
        request.Parent is null ? Operations.Launch
        : string.Equals(request.Parent.Operation, Operations.Fork, StringComparison.Ordinal) ? Operations.Fork
        : Operations.Resume;

    // What no environment can hold is refused here and not when the step starts, and before a secret is anywhere.
    private static void RequireVariables(EpisodeRequest request)
    {
        var names = request.Environment.Keys.Concat(request.Secrets.Keys).ToArray();
        Require(
            Array.TrueForAll(names, name => name.Length > 0 && name.AsSpan().IndexOfAny('=', '\0') < 0),
            "A variable of the step's environment has a name that is empty or holds '=' or NUL: give it another.");
        var twice = names.GroupBy(name => name, StepEnvironment.Names).FirstOrDefault(same => same.Count() > 1)?.Key;
        Require(twice is null, $"The variable '{twice}' is added to the step's environment more than once: give it once, as a variable or as a secret.");
        foreach (var (name, value) in request.Secrets)
        {
            Require(InteroperableText.IsAllowed(value) && !value.Contains('\0', StringComparison.Ordinal), $"The secret '{name}' holds half a character (a lone surrogate) or NUL: give it as whole text.");
            Require(
                !SecretMask.CanMask(value) || !RecordedTexts(request).Any(text => text.Contains(value, StringComparison.Ordinal) || text.Contains(JsonEncodedText.Encode(value).ToString(), StringComparison.Ordinal)),
                $"The secret '{name}' stands in the step's command, script, arguments or variables, which are recorded: let the step read it from its variable.");
            Require(value.Length > 0, $"The secret '{name}' is empty: give it a value, or leave it out.");
        }
    }

    private static IEnumerable<string> RecordedTexts(EpisodeRequest request) =>
    [
        .. request.Step.Command, .. request.Environment.Values, request.Step.Script ?? string.Empty,
        request.Step.ScriptInput?.Arguments.ToJsonString() ?? string.Empty, request.Step.ScriptInput?.Using.ToJsonString() ?? string.Empty,
    ];

    private static JsonElement ToElement(JsonArray arguments, JsonObject variables)
    {
        var both = new JsonObject { ["arguments"] = arguments.DeepClone(), ["using"] = variables.DeepClone() };
        using var document = JsonDocument.Parse(both.ToJsonString());
        return document.RootElement.Clone();
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new SwarmException(ErrorCode.SpecInvalid, message);
        }
    }
}

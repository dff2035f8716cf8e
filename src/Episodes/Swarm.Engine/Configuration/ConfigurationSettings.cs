using System.Globalization;
using Swarm.Backends.Bundles;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Signing;
using Swarm.Engine.Networking;
using Swarm.Engine.Trust;
using Swarm.Networking.Relay;
using Swarm.Verification.Keys;

namespace Swarm.Engine.Configuration;

/// <summary>The settings by name: how each is shown, set from text, and overridden by a variable.</summary>
internal static class ConfigurationSettings
{
    private static readonly Setting[] All =
    [
        new("profile", "SWARM_PROFILE", c => c.Profile, (c, v) => c with { Profile = v }, "default"),
        new("work_folder", "SWARM_WORK_FOLDER", c => c.WorkFolder, (c, v) => c with { WorkFolder = WholePath(v, "work_folder") }, null),
        new("lock_timeout_seconds", "SWARM_LOCK_TIMEOUT_SECONDS", c => Text(c.LockTimeoutSeconds), (c, v) => c with { LockTimeoutSeconds = Number(v, "lock_timeout_seconds") }, "30"),
        new("log_limit_bytes", "SWARM_LOG_LIMIT_BYTES", c => Text(c.LogLimitBytes), (c, v) => c with { LogLimitBytes = WholeNumber(v, "log_limit_bytes") }, "67108864"),
        new("output_limit_bytes", "SWARM_OUTPUT_LIMIT_BYTES", c => Text(c.OutputLimitBytes), (c, v) => c with { OutputLimitBytes = WholeNumber(v, "output_limit_bytes") }, "8589934592"),
        new("bundle_store", "SWARM_BUNDLE_STORE", c => c.BundleStore, (c, v) => c with { BundleStore = StoreAddress(v, "bundle_store") }, null),
        new("trusted_keys", "SWARM_TRUSTED_KEYS", c => c.TrustedKeys is null ? null : string.Join(',', c.TrustedKeys), (c, v) => c with { TrustedKeys = List(v, key => TrustedKey.Parse(key).ToString()) }, null),
        new("revoked_keys", "SWARM_REVOKED_KEYS", c => c.RevokedKeys is null ? null : string.Join(',', c.RevokedKeys), (c, v) => c with { RevokedKeys = List(v, key => VerificationKey.Parse(key).ToString()) }, null, VariableAdds: true),
        new("trusted_workflows", "SWARM_TRUSTED_WORKFLOWS", c => c.TrustedWorkflows is null ? null : string.Join(',', c.TrustedWorkflows), (c, v) => c with { TrustedWorkflows = List(v, WorkflowPin.RequirePath) }, null),
        new("trusted_root", "SWARM_TRUSTED_ROOT", c => c.TrustedRoot, (c, v) => c with { TrustedRoot = v is null || TrustedRoots.ShippedNames.Contains(v, StringComparer.Ordinal) ? v : WholePath(v, "trusted_root") }, TrustedRoots.ShippedNames[0]),
        new("workflow_ref", "SWARM_WORKFLOW_REF", c => c.WorkflowRef, (c, v) => c with { WorkflowRef = v is null ? null : WorkflowPin.Parse(v).ToString() }, null),
        new("runner_recipient", "SWARM_RUNNER_RECIPIENT", c => c.RunnerRecipient, (c, v) => c with { RunnerRecipient = v is null ? null : AgeRecipient.Parse(v).ToString() }, null),
        new("broker", "SWARM_BROKER", c => c.Broker, (c, v) => c with { Broker = v is null ? null : BrokerAddress.Parse(v).ToString() }, null),
        new("broker_pin", "SWARM_BROKER_PIN", c => c.BrokerPin, (c, v) => c with { BrokerPin = Pin(v, "broker_pin") }, null),
        new("broker_session", "SWARM_BROKER_SESSION", c => c.BrokerSession, (c, v) => c with { BrokerSession = SessionOf(v, "broker_session") }, ProviderRequest.DefaultSession),
        new("poll_interval_seconds", "SWARM_POLL_INTERVAL_SECONDS", c => Text(c.PollIntervalSeconds), (c, v) => c with { PollIntervalSeconds = Number(v, "poll_interval_seconds") }, "3"),
    ];

    public static IReadOnlyList<string> Names => [.. All.Select(setting => setting.Name)];

    public static SwarmConfiguration Set(SwarmConfiguration configuration, string name, string? value) => Find(name).Set(configuration, value);

    public static SwarmConfiguration Override(SwarmConfiguration configuration, Func<string, string?> readVariable) => All.Aggregate(
        configuration,
        (current, setting) => readVariable(setting.Variable) is { Length: > 0 } value ? setting.Set(current, setting.Combine(current, value)) : current);

    public static IReadOnlyList<ConfigurationSetting> Show(SwarmConfiguration file, Func<string, string?> readVariable) =>
    [
        .. All.Select(setting =>
            readVariable(setting.Variable) is { Length: > 0 } value ? new ConfigurationSetting(setting.Name, setting.Combine(file, value), setting.Variable)
            : setting.Get(file) is { } written ? new ConfigurationSetting(setting.Name, written, "file")
            : new ConfigurationSetting(setting.Name, setting.Default, "default")),
    ];

    private static Setting Find(string name) => All.FirstOrDefault(setting => string.Equals(setting.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SwarmException(ErrorCode.ConfigurationInvalid, $"There is no setting '{name}': the settings are {string.Join(", ", Names)}.");

    private static string? Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture);

    private static double? Number(string? value, string name) => value is null ? null
        : double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 9e15 ? number
        : throw new SwarmException(ErrorCode.ConfigurationInvalid, $"The setting '{name}' is not a positive number: '{value}'.");

    private static long? WholeNumber(string? value, string name) => value is null ? null
        : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new SwarmException(ErrorCode.ConfigurationInvalid, $"The setting '{name}' is not a positive whole number: '{value}'.");

    // A setting holds wherever a command runs, so that a path that depends on where would mean another folder each time.
    private static string? WholePath(string? value, string name) => value is null ? null
        : Path.IsPathFullyQualified(value) ? Path.GetFullPath(value)
        : throw new SwarmException(ErrorCode.ConfigurationInvalid, $"The setting '{name}' is not a whole path: '{value}'. Write it from the root on.");

    private static string? StoreAddress(string? value, string name) => value is null || Path.IsPathFullyQualified(value) ? value
        : BundleStore.Refuse(value) is { } reason ? throw new SwarmException(ErrorCode.ConfigurationInvalid, $"The setting '{name}' names no store of bundles: write an address, or the whole path of a folder. {reason}")
        : value;

    private static string? Pin(string? value, string name) => value is null || Digest.TryParse(value, out _) ? value
        : throw new SwarmException(ErrorCode.ConfigurationInvalid, $"The setting '{name}' is no pin of a broker: write 'sha256:' and 64 lower-case hexadecimal digits, as the broker prints it.");

    private static string? SessionOf(string? value, string name) => value is null || SessionName.IsValid(value) ? value
        : throw new SwarmException(ErrorCode.ConfigurationInvalid, $"The setting '{name}' is no name of a session: write {SessionName.Form}.");

    private static string[]? List(string? value, Func<string, string> normalize) =>
        value?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(normalize).ToArray();

    private sealed record Setting(
        string Name, string Variable, Func<SwarmConfiguration, string?> Get, Func<SwarmConfiguration, string?, SwarmConfiguration> Set, string? Default, bool VariableAdds = false)
    {
        public string Combine(SwarmConfiguration file, string variable) => VariableAdds && Get(file) is { Length: > 0 } written ? $"{written},{variable}" : variable;
    }
}

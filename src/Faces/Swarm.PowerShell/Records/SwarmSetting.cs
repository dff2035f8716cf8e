using Swarm.Engine.Configuration;

namespace Swarm.PowerShell.Records;

/// <summary>One setting as it is in force.</summary>
public sealed record SwarmSetting
{
    /// <summary>Its name in the configuration file.</summary>
    public string Name { get; internal init; } = string.Empty;

    /// <summary>Its value as text; null where nothing sets it and there is no default.</summary>
    public string? Value { get; internal init; }

    /// <summary>Where the value comes from: <c>default</c>, <c>file</c> or the name of an environment variable.</summary>
    public string Source { get; internal init; } = string.Empty;

    internal static SwarmSetting From(ConfigurationSetting setting) => new() { Name = setting.Name, Value = setting.Value, Source = setting.Source };

    /// <summary>The setting and its value.</summary>
    public override string ToString() => $"{Name} = {Value}";
}

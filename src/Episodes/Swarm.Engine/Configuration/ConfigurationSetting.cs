namespace Swarm.Engine.Configuration;

/// <summary>One setting as it is in force.</summary>
/// <param name="Name">Its name in the configuration file.</param>
/// <param name="Value">Its value as text; null where nothing sets it and there is no default.</param>
/// <param name="Source">Where the value comes from: <c>default</c>, <c>file</c> or the variable's name.</param>
public sealed record ConfigurationSetting(string Name, string? Value, string Source);

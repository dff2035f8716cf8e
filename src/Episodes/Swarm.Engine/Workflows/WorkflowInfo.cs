namespace Swarm.Engine.Workflows;

/// <summary>A workflow that is there, and what is left to do before it can execute runs.</summary>
/// <param name="Path">Its file.</param>
/// <param name="IsNew">Whether the file was just written.</param>
/// <param name="Recipient">The age recipient of the runner, to which runs are sealed; it is kept as the setting <c>runner_recipient</c>.</param>
/// <param name="SecretName">The secret, or protected variable, that has to hold the sealing key.</param>
/// <param name="EnvironmentName">The environment whose secret it is.</param>
/// <param name="KeyFile">The file with the sealing key, readable by its owner alone; null where the key is elsewhere.</param>
/// <param name="HasNewKey">Whether the key was just made.</param>
/// <param name="Commands">What to enter next, one command each.</param>
public sealed record WorkflowInfo(
    string Path, bool IsNew, string Recipient, string SecretName, string EnvironmentName, string? KeyFile, bool HasNewKey, IReadOnlyList<string> Commands);

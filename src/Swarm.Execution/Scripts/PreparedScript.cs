namespace Swarm.Execution.Scripts;

/// <summary>A script that is ready to run.</summary>
/// <param name="Program">The path of the <c>pwsh</c> that runs it.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record PreparedScript(string Program, IReadOnlyList<string> Arguments);

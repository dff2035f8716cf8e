namespace Swarm.Execution.Scripts;

/// <summary>A script that is ready to run.</summary>
/// <param name="Program">The path of what runs it: <c>pwsh</c>, or <c>dotnet</c> with <c>pwsh.dll</c>.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record PreparedScript(string Program, IReadOnlyList<string> Arguments);

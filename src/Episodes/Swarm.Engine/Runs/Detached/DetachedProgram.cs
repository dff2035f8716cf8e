namespace Swarm.Engine.Runs.Detached;

/// <summary>
/// What a face starts to run something in a process of its own: it reads one line from its standard input, hands it to
/// <see cref="DetachedRun.ExecuteAsync"/>, and writes the lines that this gives to its standard output.
/// </summary>
/// <param name="Program">The whole path of the program.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record DetachedProgram(string Program, IReadOnlyList<string> Arguments);

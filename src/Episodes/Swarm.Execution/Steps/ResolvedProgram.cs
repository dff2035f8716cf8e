namespace Swarm.Execution.Steps;

/// <summary>A program as the system starts it.</summary>
/// <param name="File">The absolute path of the file that the step names.</param>
/// <param name="Path">The absolute path of the executable: the same file, or what runs it.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="RawArguments">
/// The command line after the path where the rules of quoting are the program's own (Windows); else null.
/// </param>
internal sealed record ResolvedProgram(string File, string Path, IReadOnlyList<string> Arguments, string? RawArguments = null);

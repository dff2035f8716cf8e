using System.Net.Sockets;

namespace Swarm.Execution.Confinement;

/// <summary>
/// What a confined step can reach (Linux): the system's programs, read-only; what is listed here; a temporary folder and a
/// home of its own, which are gone when it ends; and no network but what <see cref="NetworkReady"/> serves. Every path is the
/// same inside as outside, but for those of <see cref="Steps.StepCommand.Folders"/>.
/// </summary>
public sealed record StepConfinement
{
    /// <summary>The port of 127.0.0.1 on which the network's socket listens inside.</summary>
    public const int ProxyPort = 3128;

    /// <summary>Files and folders (with all that lies in them) that the step can read, beside the system's.</summary>
    public IReadOnlyList<string> ReadablePaths { get; init; } = [];

    /// <summary>
    /// Files and folders that the step can change. A file alone can be written and not be replaced, and nothing be made beside it.
    /// </summary>
    public IReadOnlyList<string> WritablePaths { get; init; } = [];

    /// <summary>
    /// Receives the socket that listens on 127.0.0.1, port <see cref="ProxyPort"/>, inside the step's network namespace, before
    /// the step starts: whoever accepts on it is all of the step's network. The receiver owns it. Null for no network at all.
    /// Whatever it throws, the step is not started and the caller hears of it.
    /// </summary>
    public Action<Socket>? NetworkReady { get; init; }

    /// <summary>The most processes and threads that the step may have at a time; more ends it. Null for any number.</summary>
    public int? ProcessLimit { get; init; }

    /// <summary>
    /// The most bytes that each of the private folders can hold, all in memory; null for the memory limit, or half of the
    /// machine's memory where there is none.
    /// </summary>
    public long? PrivateFolderBytes { get; init; }

    /// <summary>What must make the namespaces; null for what this host allows.</summary>
    public ConfinementMethod? Method { get; init; }
}

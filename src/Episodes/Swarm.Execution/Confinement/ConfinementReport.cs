namespace Swarm.Execution.Confinement;

/// <summary>
/// What confined a step, as it was observed from inside before the step started, under exactly the step's restrictions. There
/// is no such report of a confinement that was not whole.
/// </summary>
/// <param name="Method">What made the namespaces.</param>
/// <param name="Namespaces">
/// The namespaces that are not the caller's, of <c>user</c>, <c>mnt</c>, <c>pid</c>, <c>ipc</c>, <c>uts</c>, <c>net</c>,
/// <c>cgroup</c>, in this order; the first six are always there.
/// </param>
/// <param name="HasNetwork">Whether a listening socket leads out; if not, nothing does.</param>
/// <param name="ProcessLimit">The most processes and threads; null for any number.</param>
/// <param name="ProcessBound">
/// What the kernel itself holds near the limit: <c>rlimit</c>, <c>pid_max</c>, both with a plus sign between them, or
/// <c>none</c>, where samples alone end a step that exceeds it.
/// </param>
public sealed record ConfinementReport(
    ConfinementMethod Method,
    IReadOnlyList<string> Namespaces,
    bool HasNetwork,
    int? ProcessLimit,
    string ProcessBound)
{
    /// <summary>
    /// The compact form for a certificate: <c>linux-namespaces</c>, then each thing that held, in a fixed order with a space between:
    /// the namespaces, <c>read-only-system</c>, <c>private-home</c>, <c>no-capabilities</c>, <c>no-new-privileges</c>,
    /// <c>seccomp</c>, <c>network=proxy</c> or <c>network=none</c>, and <c>processes=N</c> where they are limited.
    /// </summary>
    public override string ToString() =>
        $"linux-namespaces {string.Join('+', Namespaces)} read-only-system private-home no-capabilities no-new-privileges seccomp"
        + $" network={(HasNetwork ? "proxy" : "none")}{(ProcessLimit is { } limit ? FormattableString.Invariant($" processes={limit}") : "")}";
}

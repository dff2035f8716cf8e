using System.Text;

namespace Swarm.Cryptography.Ratchet;

/// <summary>The labels that go into derivations: UTF-8 texts, parted by zero bytes, the free one last.</summary>
internal static class RatchetLabels
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static string Of(RatchetKind kind) => kind switch
    {
        RatchetKind.State => "state",
        RatchetKind.Net => "net",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such ratchet."),
    };

    internal static string Of(RatchetKeyUse use) => use switch
    {
        RatchetKeyUse.Snapshot => "snapshot",
        RatchetKeyUse.SnapshotRoot => "snapshot-root",
        RatchetKeyUse.Bundle => "bundle",
        RatchetKeyUse.Continuity => "continuity",
        RatchetKeyUse.Commitment => "commitment",
        RatchetKeyUse.Ticket => "ticket",
        _ => throw new ArgumentOutOfRangeException(nameof(use), use, "There is no such use of a chain."),
    };

    /// <summary>Joins labels and a context. Only the last may hold a zero byte, so that no two lists give the same bytes.</summary>
    internal static byte[] Join(params ReadOnlySpan<string> parts) => Utf8.GetBytes(string.Join('\0', parts));
}

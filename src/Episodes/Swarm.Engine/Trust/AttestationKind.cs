using System.Text.Json;
using Swarm.Core.Errors;
using Swarm.Core.Json;

namespace Swarm.Engine.Trust;

/// <summary>Tells the two kinds of attestation apart.</summary>
internal static class AttestationKind
{
    private const int MostBytes = 16 << 20;

    /// <summary>
    /// Whether a file is a Sigstore bundle, or holds one a line; what is none is taken for a DSSE envelope, and refused as one where it
    /// is not.
    /// </summary>
    public static bool IsSigstoreBundle(ReadOnlyMemory<byte> utf8) =>
        IsBundle(utf8) || (utf8.Span.IndexOf((byte)'\n') is > 0 and var end && IsBundle(utf8[..end]));

    private static bool IsBundle(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = StrictJson.ParseDocument(utf8, "attestation", MostBytes);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("mediaType", out _);
        }
        catch (SwarmException)
        {
            return false;
        }
    }
}

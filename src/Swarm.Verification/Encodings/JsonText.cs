using System.Text.Json;
using Swarm.Core.Json;
using Swarm.Verification.Evidence;

namespace Swarm.Verification.Encodings;

/// <summary>
/// Reads JSON inside a bundle that others define (statements, log entries): bounded and without duplicate members.
/// Unlike the bundle's own members, theirs may be called anything.
/// </summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    internal static JsonDocument Parse(ReadOnlyMemory<byte> utf8, string what)
    {
        try
        {
            return JsonDocument.Parse(utf8, Options);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Refusal.Malformed($"{what} is no well-formed JSON without repeated members.", exception);
        }
    }

    /// <summary>Reads a document whose every member is checked against the names that must not be ignored.</summary>
    internal static JsonDocument ParseStrict(ReadOnlyMemory<byte> utf8, string what, int limit) => StrictJson.ParseDocument(utf8, what, limit);
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Cryptography.Encodings;
using Swarm.Cryptography.Ratchet;

namespace Swarm.Cryptography.Capabilities;

/// <summary>Reads the serialised form of a capability without putting its key into a string.</summary>
internal static class CapabilityReader
{
    internal const int SealedLimit = 64 * 1024;

    private const int Limit = 1024;
    private const long LargestStep = (1L << 53) - 1;
    private const int MemberCount = 5;

    internal static Capability Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Limit)
        {
            throw Refuse("it is too long");
        }

        var copy = utf8.ToArray();
        try
        {
            using var document = StrictJson.ParseDocument(copy, "capability", Limit);
            return Read(document.RootElement);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.SchemaInvalid)
        {
            // Without the cause: a parser's message may quote what it met.
            throw Refuse("it is not strict JSON");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    internal static SwarmException Refuse(string reason) => new(
        ErrorCode.CapabilityInvalid,
        $"The capability is refused: {reason}. Get it again from whoever issued it.");

    private static Capability Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || root.GetPropertyCount() != MemberCount)
        {
            throw Refuse("it does not have exactly the members of a capability");
        }

        if (ReadString(root, "type") != Capability.Type)
        {
            throw Refuse($"its type is not '{Capability.Type}'");
        }

        var kind = ReadString(root, "kind") switch
        {
            "state" => RatchetKind.State,
            "net" => RatchetKind.Net,
            _ => throw Refuse("its kind is neither 'state' nor 'net'"),
        };
        var nodeId = ReadString(root, "node_id");
        if (!Capability.IsNodeId(nodeId))
        {
            throw Refuse("its node id is malformed");
        }

        if (!root.TryGetProperty("ratchet_step", out var number) || number.ValueKind != JsonValueKind.Number
            || !number.TryGetInt64(out var step) || step is < 0 or > LargestStep)
        {
            throw Refuse("its ratchet step is not a whole number from 0");
        }

        var key = ReadKey(root);
        try
        {
            return new Capability(nodeId, new RatchetChain(kind, step, key));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static string ReadString(JsonElement root, string name)
    {
        try
        {
            return root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;
        }
        catch (InvalidOperationException)
        {
            throw Refuse("a text in it is not Unicode");
        }
    }

    private static byte[] ReadKey(JsonElement root)
    {
        // The raw value with its quotes: an escape in it is no base 64, so it need not be undone.
        return root.TryGetProperty("chain_key", out var value) && value.ValueKind == JsonValueKind.String
            && StrictBase64.Decode(JsonMarshal.GetRawUtf8Value(value)[1..^1], Base64Form.UrlSafeUnpadded) is { } key
            && key.Length == RatchetChain.KeySize
            ? key
            : throw Refuse("its chain key is malformed");
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Json;

namespace Swarm.Core.Contracts;

/// <summary>A policy with exactly the bytes that it was read from: its digest binds these, and not what they mean.</summary>
public sealed class Policy
{
    /// <summary>The most bytes that a policy may have.</summary>
    public const int MostBytes = 256 * 1024;

    private Policy(ReadOnlyMemory<byte> bytes, PolicyDocument document, string? reference) =>
        (Bytes, Document, Reference, Hash) = (bytes, document, reference, Digest.Compute(bytes.Span));

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The digest of the bytes.</summary>
    public Digest Hash { get; }

    /// <summary>What they say.</summary>
    public PolicyDocument Document { get; }

    /// <summary>The name of the file that they came from, for people; null where there was none.</summary>
    public string? Reference { get; }

    /// <summary>Reads a policy: strictly, with every member known and every value within its bounds.</summary>
    /// <param name="utf8">The bytes, UTF-8 without a byte order mark.</param>
    /// <param name="reference">The name of its file, without a folder; null where there is none.</param>
    /// <exception cref="SwarmException">It is refused; the message names the member and the remedy (<c>POLICY_INVALID</c>).</exception>
    public static Policy Parse(ReadOnlyMemory<byte> utf8, string? reference = null)
    {
        try
        {
            using var json = StrictJson.ParseDocument(utf8, "policy", MostBytes);
            Require(FindMemberFault(json.RootElement, ContractJson.Default.PolicyDocument));
            var document = StrictJson.Parse(utf8, ContractJson.Default.PolicyDocument, "policy", MostBytes);
            Require(PolicyChecks.FindFault(document));
            return new Policy(utf8.ToArray(), document, reference);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.SchemaInvalid)
        {
            throw new SwarmException(ErrorCode.PolicyInvalid, exception.Message, exception);
        }
    }

    /// <summary>Writes a policy as people read it, and reads it again.</summary>
    /// <param name="document">What it says.</param>
    /// <param name="reference">The name of its file, without a folder; null where there is none.</param>
    /// <exception cref="SwarmException">A value is out of its bounds (<c>POLICY_INVALID</c>).</exception>
    public static Policy Create(PolicyDocument document, string? reference = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        var json = new ContractJson(new JsonSerializerOptions(ContractJson.Default.Options) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        return Parse((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(document, json.PolicyDocument), (byte)'\n'], reference);
    }

    /// <summary>Finds what a certificate observed that contradicts this policy. It proves nothing about what was not observed.</summary>
    /// <param name="certificate">The certificate; that it is genuine is for its signature to show.</param>
    /// <returns>One sentence that says what contradicts, or null where nothing does.</returns>
    public string? FindContradiction(Certificate certificate) => PolicyContradiction.Find(this, certificate);

    /// <summary>The policy's name, or its file's, or its digest.</summary>
    public override string ToString() => Document.Name ?? Reference ?? Hash.ToString();

    // A null is neither a rule nor its absence: a list that is null could be read as one that allows everything.
    private static string? FindMemberFault(JsonElement element, JsonTypeInfo type)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return "it is no JSON object: write one with a member 'type'";
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!type.Properties.Any(property => property.Name == member.Name))
            {
                return $"its member '{member.Name}' is none that {ContractTypes.Policy} has: take it out, or use a version of Swarm that knows it";
            }

            if (member.Value.ValueKind == JsonValueKind.Null
                || (member.Value.ValueKind == JsonValueKind.Array && member.Value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Null)))
            {
                return $"its member '{member.Name}' is or holds null: give it a value, or leave it out";
            }

            if (member.NameEquals("limits") && FindMemberFault(member.Value, ContractJson.Default.PolicyLimits) is { } fault)
            {
                return $"in 'limits', {fault}";
            }
        }

        return null;
    }

    private static void Require(string? fault)
    {
        if (fault is not null)
        {
            throw new SwarmException(ErrorCode.PolicyInvalid, $"The policy is refused: {fault}.");
        }
    }
}

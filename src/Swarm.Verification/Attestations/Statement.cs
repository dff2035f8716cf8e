using System.Text.Json;
using Swarm.Core.Digests;
using Swarm.Verification.Bundles;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;

namespace Swarm.Verification.Attestations;

/// <summary>An in-toto statement (in-toto attestation framework, Statement v0.1 and v1).</summary>
/// <param name="PredicateType">The kind of the predicate.</param>
/// <param name="Digests">The SHA-256 digests of its subjects, in hexadecimal.</param>
internal sealed record Statement(string PredicateType, IReadOnlySet<string> Digests)
{
    private const string PayloadType = "application/vnd.in-toto+json";

    private const string What = "The statement";

    private const string CriticalPrefix = "critical_";

    internal static Statement Read(Envelope envelope)
    {
        if (envelope.PayloadType != PayloadType)
        {
            throw Refusal.Invalid($"the bundle signs a document of the type '{envelope.PayloadType}', which names no artifact: only '{PayloadType}' does");
        }

        using var document = JsonText.Parse(envelope.Payload, What);
        var statement = document.RootElement;
        var type = statement.RequireText("_type", What);
        if (type is not ("https://in-toto.io/Statement/v1" or "https://in-toto.io/Statement/v0.1"))
        {
            throw Refusal.Malformed($"{What} is of the type '{type}': versions 0.1 and 1 of an in-toto statement are read.");
        }

        RequireKnown(statement);
        var digests = new HashSet<string>(StringComparer.Ordinal);
        foreach (var subject in statement.ReadList("subject", What, BundleLimits.Subjects))
        {
            if (subject.FindObject("digest", What) is { } digest && digest.ReadText("sha256", What) is { Length: > 0 } value)
            {
                digests.Add(value);
            }
        }

        return new Statement(statement.RequireText("predicateType", What), digests);
    }

    internal bool IsAbout(Digest digest) => Digests.Contains(digest.ToHex());

    private static void RequireKnown(JsonElement statement)
    {
        foreach (var member in statement.EnumerateObject())
        {
            if (member.Name.StartsWith(CriticalPrefix, StringComparison.Ordinal))
            {
                throw Refusal.Malformed($"{What} has a critical member that this version does not know: use a newer version.");
            }
        }
    }
}

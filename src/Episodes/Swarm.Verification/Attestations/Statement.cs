using System.Security.Cryptography;
using System.Text.Json;
using Swarm.Verification.Bundles;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;

namespace Swarm.Verification.Attestations;

/// <summary>An in-toto statement (in-toto attestation framework, Statement v0.1 and v1).</summary>
/// <param name="PredicateType">The kind of the predicate.</param>
/// <param name="Subjects">The digests of each of its subjects, in hexadecimal.</param>
internal sealed record Statement(string PredicateType, IReadOnlyList<IReadOnlyDictionary<HashAlgorithmName, string>> Subjects)
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
        var subjects = statement.ReadList("subject", What, BundleLimits.Subjects).Select(ReadDigests).ToArray();
        var predicateType = statement.RequireText("predicateType", What);
        return predicateType.Any(char.IsControl)
            ? throw Refusal.Malformed($"{What} has a predicateType with control characters.")
            : new Statement(predicateType, subjects);
    }

    /// <summary>Whether one of its subjects is the artifact: every digest of it that can be computed must agree.</summary>
    internal bool IsAbout(AttestationSubject artifact) => Subjects.Any(subject =>
    {
        var known = subject.Select(stated => (Stated: stated.Value, Computed: artifact.FindDigest(stated.Key))).Where(pair => pair.Computed is not null).ToArray();
        return known.Length > 0 && Array.TrueForAll(known, pair => string.Equals(pair.Stated, Convert.ToHexStringLower(pair.Computed!), StringComparison.Ordinal));
    });

    /// <summary>Whether a subject names no digest that could be computed.</summary>
    internal bool NeedsFile(AttestationSubject artifact) =>
        Subjects.Any(subject => subject.Count > 0 && subject.Keys.All(hash => artifact.FindDigest(hash) is null));

    private static Dictionary<HashAlgorithmName, string> ReadDigests(JsonElement subject)
    {
        var digests = new Dictionary<HashAlgorithmName, string>();
        if (subject.FindObject("digest", What) is { } stated)
        {
            foreach (var name in (string[])["sha256", "sha384", "sha512"])
            {
                if (stated.ReadText(name, What) is { Length: > 0 } value)
                {
                    digests[HashNames.Find(name)!.Value] = value;
                }
            }
        }

        return digests;
    }

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

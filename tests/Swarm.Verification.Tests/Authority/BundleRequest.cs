using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Swarm.Verification.Tests.Authority;

/// <summary>What a bundle is to be: a good one as it stands, any other with a member changed.</summary>
internal sealed record BundleRequest
{
    public static byte[] DefaultArtifact { get; } = "What the step left behind.\n"u8.ToArray();

    public string MediaType { get; init; } = BundleMediaTypes.Version03;

    public byte[] Artifact { get; init; } = DefaultArtifact;

    /// <summary>The statement of an envelope; an envelope where <see cref="IsEnvelope"/>, about the artifact where null.</summary>
    public JsonObject? Statement { get; init; }

    public bool IsEnvelope { get; init; }

    /// <summary>The signer's key; a new one for P-256 where null.</summary>
    public FakeKey? Key { get; init; }

    /// <summary>The hash of the signature; the key's own where null.</summary>
    public HashAlgorithmName? Hash { get; init; }

    public FakeIdentity Identity { get; init; } = FakeIdentity.GitHub;

    public KeyMaterial Material { get; init; } = KeyMaterial.Certificate;

    /// <summary>The kinds of the log entries, one entry each.</summary>
    public IReadOnlyList<LogEntryKind> Entries { get; init; } = [LogEntryKind.HashedRekord001];

    /// <summary>How many timestamps the bundle carries.</summary>
    public int Timestamps { get; init; }

    /// <summary>When the certificate begins to be valid.</summary>
    public DateTimeOffset IssuedAt { get; init; } = FakeSigstore.Now;

    /// <summary>When the log and the timestamp authority saw the signature.</summary>
    public DateTimeOffset SignedAt { get; init; } = FakeSigstore.Now.AddSeconds(7);

    /// <summary>Changes the request for the leaf certificate.</summary>
    public Func<LeafRequest, LeafRequest>? Leaf { get; init; }

    /// <summary>Changes a log entry's body before the log records it.</summary>
    public Action<LogBody>? Body { get; init; }

    /// <summary>Changes a timestamp before it is signed.</summary>
    public Action<TimestampTemplate>? Timestamp { get; init; }

    /// <summary>Whether timestamps carry the certificate that stamped them.</summary>
    public bool EmbedTimestampCertificate { get; init; } = true;
}

using System.Text.Json.Nodes;

namespace Swarm.Verification.Tests.Authority;

/// <summary>Composes a bundle from its parts, whether they fit or not. A test can change what it builds in any member.</summary>
/// <param name="mediaType">The media type.</param>
internal sealed class BundleBuilder(string mediaType = BundleMediaTypes.Version03)
{
    private readonly JsonObject _material = [];
    private readonly JsonArray _entries = [];
    private readonly JsonArray _timestamps = [];
    private readonly JsonObject _content = [];

    public static JsonArray Certificates(IEnumerable<FakeCertificate> chain) => [.. chain.Select(Certificate)];

    public BundleBuilder WithCertificate(FakeCertificate certificate)
    {
        _material["certificate"] = Certificate(certificate);
        return this;
    }

    public BundleBuilder WithChain(params IEnumerable<FakeCertificate> chain)
    {
        _material["x509CertificateChain"] = new JsonObject { ["certificates"] = Certificates(chain) };
        return this;
    }

    public BundleBuilder WithPublicKey(string hint)
    {
        _material["publicKey"] = new JsonObject { ["hint"] = hint };
        return this;
    }

    public BundleBuilder WithEntry(JsonObject entry)
    {
        _entries.Add(entry.DeepClone());
        return this;
    }

    public BundleBuilder WithTimestamp(byte[] response)
    {
        _timestamps.Add(new JsonObject { ["signedTimestamp"] = Convert.ToBase64String(response) });
        return this;
    }

    /// <summary>Adds a message signature or an envelope, whichever the content is.</summary>
    public BundleBuilder WithContent(SignedContent content)
    {
        if (content.Payload is null)
        {
            _content["messageSignature"] = content.ToMessageSignature();
        }
        else
        {
            _content["dsseEnvelope"] = content.ToEnvelope();
        }

        return this;
    }

    public JsonObject Build()
    {
        var material = _material.DeepClone().AsObject();
        if (_entries.Count > 0)
        {
            material["tlogEntries"] = _entries.DeepClone();
        }

        if (_timestamps.Count > 0)
        {
            material["timestampVerificationData"] = new JsonObject { ["rfc3161Timestamps"] = _timestamps.DeepClone() };
        }

        var bundle = new JsonObject { ["mediaType"] = mediaType, ["verificationMaterial"] = material };
        foreach (var (name, value) in _content)
        {
            bundle[name] = value!.DeepClone();
        }

        return bundle;
    }

    private static JsonObject Certificate(FakeCertificate certificate) =>
        new() { ["rawBytes"] = Convert.ToBase64String(certificate.Bytes) };
}

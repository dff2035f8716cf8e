using System.Text.Json.Nodes;

namespace Swarm.Verification.Tests.Authority;

/// <summary>Composes a trusted root. A test can change what it builds in any member.</summary>
internal sealed class TrustedRootBuilder
{
    public const string DefaultMediaType = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";

    private readonly JsonArray _logs = [];
    private readonly JsonArray _certificateAuthorities = [];
    private readonly JsonArray _certificateLogs = [];
    private readonly JsonArray _timestampAuthorities = [];

    public string MediaType { get; init; } = DefaultMediaType;

    public TrustedRootBuilder Add(FakeFulcio fulcio, Period? validFor = null)
    {
        _certificateAuthorities.Add(Authority(fulcio.Authority, fulcio.Uri, fulcio.Authority.Chain, validFor));
        return this;
    }

    public TrustedRootBuilder Add(FakeTransparencyLog log, Period? validFor = null)
    {
        _logs.Add(Log(log.BaseUrl, log.Key, log.LogId, validFor));
        return this;
    }

    public TrustedRootBuilder Add(FakeCertificateLog log, Period? validFor = null)
    {
        _certificateLogs.Add(Log(log.BaseUrl, log.Key, log.LogId, validFor));
        return this;
    }

    /// <summary>Adds a timestamp authority.</summary>
    /// <param name="authority">The authority.</param>
    /// <param name="validFor">When it is trusted.</param>
    /// <param name="hasLeaf">Whether its chain begins with the stamping certificate, or leaves that to the tokens.</param>
    public TrustedRootBuilder Add(FakeTimestampAuthority authority, Period? validFor = null, bool hasLeaf = true)
    {
        IEnumerable<FakeCertificate> leaf = hasLeaf ? [authority.Certificate] : [];
        _timestampAuthorities.Add(Authority(authority.Authority, authority.Uri, leaf.Concat(authority.Authority.Chain), validFor));
        return this;
    }

    /// <summary>Builds it; a kind of authority that was not added is left out, as GitHub's root leaves out logs.</summary>
    public JsonObject Build()
    {
        var root = new JsonObject { ["mediaType"] = MediaType };
        AddUnlessEmpty(root, "tlogs", _logs);
        AddUnlessEmpty(root, "certificateAuthorities", _certificateAuthorities);
        AddUnlessEmpty(root, "ctlogs", _certificateLogs);
        AddUnlessEmpty(root, "timestampAuthorities", _timestampAuthorities);
        return root;
    }

    public byte[] ToBytes() => PlainJson.Write(Build());

    private static void AddUnlessEmpty(JsonObject root, string name, JsonArray values)
    {
        if (values.Count > 0)
        {
            root[name] = values.DeepClone();
        }
    }

    private static JsonObject Authority(
        FakeCertificateAuthority authority, string uri, IEnumerable<FakeCertificate> chain, Period? validFor)
    {
        return new JsonObject
        {
            ["subject"] = new JsonObject { ["organization"] = authority.Organization, ["commonName"] = "root" },
            ["uri"] = uri,
            ["certChain"] = new JsonObject { ["certificates"] = BundleBuilder.Certificates(chain) },
            ["validFor"] = (validFor ?? authority.Validity).ToJson(),
        };
    }

    private static JsonObject Log(string baseUrl, FakeKey key, byte[] logId, Period? validFor)
    {
        return new JsonObject
        {
            ["baseUrl"] = baseUrl,
            ["hashAlgorithm"] = "SHA2_256",
            ["publicKey"] = new JsonObject
            {
                ["rawBytes"] = Convert.ToBase64String(key.PublicKeyInfo),
                ["keyDetails"] = key.Details,
                ["validFor"] = (validFor ?? new Period(Period.Decade.Start)).ToJson(),
            },
            ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(logId) },
        };
    }
}

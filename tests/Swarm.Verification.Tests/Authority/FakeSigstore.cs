namespace Swarm.Verification.Tests.Authority;

/// <summary>A whole instance: it makes any bundle, and the trusted root that the bundle is to be judged under.</summary>
internal sealed class FakeSigstore
{
    private FakeSigstore(FakeFulcio fulcio)
    {
        Fulcio = fulcio;
    }

    /// <summary>The instant around which everything happens.</summary>
    public static DateTimeOffset Now { get; } = new(2025, 6, 12, 12, 0, 0, TimeSpan.Zero);

    public FakeFulcio Fulcio { get; }

    public FakeRekor? Rekor { get; private init; }

    public FakeRekorTiles? Tiles { get; private init; }

    public FakeTimestampAuthority? TimestampAuthority { get; private init; }

    /// <summary>An instance like the public one, from parts of choice.</summary>
    public static FakeSigstore Create(
        FakeFulcio? fulcio = null,
        FakeRekor? rekor = null,
        FakeRekorTiles? tiles = null,
        FakeTimestampAuthority? timestampAuthority = null)
    {
        return new FakeSigstore(fulcio ?? new FakeFulcio(null, new FakeCertificateLog()))
        {
            Rekor = rekor ?? new FakeRekor(),
            Tiles = tiles ?? new FakeRekorTiles(),
            TimestampAuthority = timestampAuthority ?? new FakeTimestampAuthority(),
        };
    }

    /// <summary>An instance like GitHub's for private repositories: timestamps alone, no log of any kind.</summary>
    public static FakeSigstore CreateWithoutLogs()
    {
        var signing = new FakeCertificateAuthority("GitHub, Inc.", KeyPurposes.CodeSigning, intermediates: 2);
        var stamping = new FakeCertificateAuthority("GitHub, Inc.", KeyPurposes.TimeStamping, intermediates: 1);
        var fulcio = new FakeFulcio(signing) { Uri = "fulcio.example.com" };
        return new FakeSigstore(fulcio) { TimestampAuthority = new FakeTimestampAuthority(stamping) { Uri = "timestamp.example.com" } };
    }

    /// <summary>A trusted root of all parts, to which more can be added.</summary>
    public TrustedRootBuilder TrustedRoot()
    {
        var root = new TrustedRootBuilder().Add(Fulcio);
        foreach (var log in Fulcio.Logs)
        {
            root.Add(log);
        }

        if (Rekor is not null)
        {
            root.Add(Rekor);
        }

        if (Tiles is not null)
        {
            root.Add(Tiles);
        }

        return TimestampAuthority is null ? root : root.Add(TimestampAuthority);
    }

    /// <summary>Signs as the request says, with its key certified, logged and stamped.</summary>
    public SignedBundle Sign(BundleRequest request)
    {
        var key = request.Key ?? FakeKey.Create(KeyKind.P256);
        var content = request.IsEnvelope || request.Statement is not null
            ? SignedContent.OfPayload(key, PlainJson.Write(request.Statement ?? SignedContent.Statement(request.Artifact)), request.Hash)
            : SignedContent.OfMessage(key, request.Artifact, request.Hash);
        var certificate = request.Material == KeyMaterial.PublicKey ? null : Issue(request, key);
        var bundle = new BundleBuilder(request.MediaType).WithContent(content);
        if (certificate is null)
        {
            bundle.WithPublicKey(SignedBundle.KeyHint);
        }
        else if (request.Material == KeyMaterial.Chain)
        {
            bundle.WithChain([certificate, .. Fulcio.Authority.Chain.SkipLast(1)]);
        }
        else
        {
            bundle.WithCertificate(certificate);
        }

        foreach (var kind in request.Entries)
        {
            var body = LogBodies.Create(kind, content, certificate);
            request.Body?.Invoke(body);
            bundle.WithEntry(LogOf(kind).Add(body, request.SignedAt));
        }

        for (var count = 0; count < request.Timestamps; count++)
        {
            var (time, change, embed) = (request.SignedAt, request.Timestamp, request.EmbedTimestampCertificate);
            bundle.WithTimestamp(TimestampAuthority!.Stamp(content.Signature, time, change, embed));
        }

        return new SignedBundle(bundle.Build(), request.Artifact, content, certificate);
    }

    private FakeCertificate Issue(BundleRequest request, FakeKey key)
    {
        var leaf = new LeafRequest { Key = key, Identity = request.Identity, NotBefore = request.IssuedAt };
        return Fulcio.Issue(request.Leaf?.Invoke(leaf) ?? leaf);
    }

    private FakeTransparencyLog LogOf(LogEntryKind kind)
    {
        FakeTransparencyLog? log = kind is LogEntryKind.HashedRekord002 or LogEntryKind.Dsse002 ? Tiles : Rekor;
        return log ?? throw new InvalidOperationException("This instance has no such log.");
    }
}

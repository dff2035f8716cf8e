namespace Swarm.Verification.Tests.Authority;

/// <summary>An authority that issues short-lived certificates of code signing for identities.</summary>
/// <param name="authority">Root and intermediates; a root with one intermediate where null.</param>
/// <param name="logs">The logs that every certificate goes through.</param>
internal sealed class FakeFulcio(FakeCertificateAuthority? authority = null, params IReadOnlyList<FakeCertificateLog> logs)
{
    public string Uri { get; init; } = "https://fulcio.example.com";

    public FakeCertificateAuthority Authority { get; } =
        authority ?? new FakeCertificateAuthority("fulcio.example.com", KeyPurposes.CodeSigning);

    public IReadOnlyList<FakeCertificateLog> Logs { get; } = logs;

    public FakeCertificate Issue(LeafRequest request)
    {
        var template = Authority.DescribeLeaf(request.Key, request.NotBefore, request.NotBefore + request.Lifetime);
        template.Extensions.Add(CertificateExtensions.ExtendedKeyUsage(critical: false, KeyPurposes.CodeSigning));
        template.Extensions.AddRange(request.Identity.Extensions());
        request.Change?.Invoke(template);
        var issuer = Authority.Issuing.Key;
        var witnesses = request.Logs ?? Logs;
        if (witnesses.Count > 0)
        {
            var body = template.WriteBody(issuer);
            var time = request.LoggedAt ?? request.NotBefore;
            template.Extensions.Add(FakeCertificateLog.Extension([.. witnesses.Select(log => log.Sign(body, issuer.PublicKeyInfo, time))]));
        }

        request.ChangeAfterLogging?.Invoke(template);
        return new FakeCertificate(template, request.Key, template.Sign(request.SignWith ?? issuer));
    }
}

using System.Formats.Asn1;
using System.Text;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;

namespace Swarm.Verification.X509;

/// <summary>
/// What a Fulcio certificate says of the signer: the identity, who vouched for it, and, where a workflow signed,
/// which one, from which source, started by what (Fulcio, oid-info.md). Null where the certificate does not say.
/// </summary>
public sealed record CertificateClaims
{
    /// <summary>The identity: a workflow's address, an e-mail address or a name (the subject alternative name).</summary>
    public required string Identity { get; init; }

    /// <summary>Who vouched for the identity: the address of the OpenID Connect issuer (extensions .1 and .8).</summary>
    public string? Issuer { get; init; }

    /// <summary>The workflow that signed, with its ref (.9).</summary>
    public string? SignerWorkflow { get; init; }

    /// <summary>The commit of the workflow that signed (.10). It is not the source's commit where the workflow is reused.</summary>
    public string? SignerCommit { get; init; }

    /// <summary>Where it ran: <c>github-hosted</c> or <c>self-hosted</c> (.11).</summary>
    public string? RunnerEnvironment { get; init; }

    /// <summary>The source repository's address (.12).</summary>
    public string? SourceRepository { get; init; }

    /// <summary>The source repository's commit (.13).</summary>
    public string? SourceCommit { get; init; }

    /// <summary>The source repository's branch or tag (.14).</summary>
    public string? SourceRef { get; init; }

    /// <summary>The source repository's number, which outlives its name (.15).</summary>
    public string? SourceRepositoryId { get; init; }

    /// <summary>The address of the source repository's owner (.16).</summary>
    public string? SourceOwner { get; init; }

    /// <summary>The number of the source repository's owner, which outlives its name (.17).</summary>
    public string? SourceOwnerId { get; init; }

    /// <summary>The workflow that was started, with its ref (.18).</summary>
    public string? BuildConfig { get; init; }

    /// <summary>The commit of the workflow that was started (.19).</summary>
    public string? BuildConfigCommit { get; init; }

    /// <summary>The event that started it (.20).</summary>
    public string? BuildTrigger { get; init; }

    /// <summary>The address of the run (.21).</summary>
    public string? RunInvocation { get; init; }

    /// <summary>Whether the source repository was public at the time (.22).</summary>
    public string? SourceVisibility { get; init; }

    internal static CertificateClaims Read(DerCertificate certificate)
    {
        return new CertificateClaims
        {
            Identity = ReadIdentity(certificate),
            Issuer = ReadIssuer(certificate),
            SignerWorkflow = ReadText(certificate, "9"),
            SignerCommit = ReadText(certificate, "10"),
            RunnerEnvironment = ReadText(certificate, "11"),
            SourceRepository = ReadText(certificate, "12"),
            SourceCommit = ReadText(certificate, "13"),
            SourceRef = ReadText(certificate, "14"),
            SourceRepositoryId = ReadText(certificate, "15"),
            SourceOwner = ReadText(certificate, "16"),
            SourceOwnerId = ReadText(certificate, "17"),
            BuildConfig = ReadText(certificate, "18"),
            BuildConfigCommit = ReadText(certificate, "19"),
            BuildTrigger = ReadText(certificate, "20"),
            RunInvocation = ReadText(certificate, "21"),
            SourceVisibility = ReadText(certificate, "22"),
        };
    }

    // Two names in one certificate would let each reader see another signer.
    private static string ReadIdentity(DerCertificate certificate)
    {
        const string What = "The identity in the signing certificate";
        var extension = certificate.FindExtension(Oids.SubjectAlternativeName) ?? throw Refusal.Malformed("The signing certificate names no identity.");
        return Der.Read(extension.Value, What, reader =>
        {
            var name = Der.ReadWholeSequence(reader);
            var tag = name.PeekTag();
            var identity = tag.TagClass == TagClass.ContextSpecific ? tag.TagValue switch
            {
                0 => ReadOtherName(name),
                1 or 6 => name.ReadCharacterString(UniversalTagNumber.IA5String, tag),
                _ => null,
            } : null;
            name.ThrowIfNotEmpty();
            return string.IsNullOrEmpty(identity) ? throw Refusal.Malformed($"{What} is neither an address of a workflow or a person nor a name.") : RequirePrintable(identity);
        });
    }

    private static string ReadOtherName(AsnReader names)
    {
        var name = names.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true));
        if (name.ReadObjectIdentifier() != Oids.FulcioOtherName)
        {
            throw Refusal.Malformed("The identity in the signing certificate is a name of an unknown kind.");
        }

        var value = Der.ReadExplicit(name, 0);
        var text = value.ReadCharacterString(UniversalTagNumber.UTF8String);
        value.ThrowIfNotEmpty();
        name.ThrowIfNotEmpty();
        return text;
    }

    // The first extension holds the plain text, the newer one a DER string. Both must say the same.
    private static string? ReadIssuer(DerCertificate certificate)
    {
        var newer = ReadText(certificate, "8");
        if (certificate.FindExtension(Oids.Fulcio + "1") is not { } extension)
        {
            return newer;
        }

        string older;
        try
        {
            older = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(extension.Value.Span);
        }
        catch (DecoderFallbackException exception)
        {
            throw Refusal.Malformed("The issuer in the signing certificate is not Unicode.", exception);
        }

        return newer is null || string.Equals(newer, older, StringComparison.Ordinal)
            ? RequirePrintable(older)
            : throw Refusal.Malformed("The signing certificate names two different issuers.");
    }

    private static string? ReadText(DerCertificate certificate, string number) =>
        certificate.FindExtension(Oids.Fulcio + number) is { } extension
            ? Der.Read(extension.Value, $"Extension .{number} of the signing certificate", reader => RequirePrintable(reader.ReadCharacterString(UniversalTagNumber.UTF8String)))
            : null;

    // These texts are shown to people: none may forge a line or move a cursor.
    private static string RequirePrintable(string text) => text.Any(char.IsControl)
        ? throw Refusal.Malformed("The signing certificate holds a text with control characters.")
        : text;
}

using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Swarm.Verification.Tests.Authority;

/// <summary>Whom a leaf certificate names: the subject's names and Fulcio's claims.</summary>
internal sealed record FakeIdentity
{
    public const string GitHubIssuer = "https://token.actions.githubusercontent.com";

    public ImmutableList<GeneralName> Names { get; init; } = [];

    public ImmutableSortedDictionary<FulcioClaim, string> Claims { get; init; } = ImmutableSortedDictionary<FulcioClaim, string>.Empty;

    /// <summary>A workflow of GitHub, in a repository other than the one that holds the signing workflow.</summary>
    public static FakeIdentity GitHub { get; } = CreateGitHub();

    /// <summary>Somebody with an email address.</summary>
    public static FakeIdentity Email(string address, string issuer = "https://accounts.example.com") =>
        new FakeIdentity { Names = [GeneralName.Email(address)] }.With(FulcioClaim.IssuerRaw, issuer).With(FulcioClaim.Issuer, issuer);

    public static string Oid(FulcioClaim claim) => "1.3.6.1.4.1.57264.1." + ((int)claim).ToString(CultureInfo.InvariantCulture);

    /// <summary>One of Fulcio's extensions.</summary>
    public static X509Extension Extension(FulcioClaim claim, string value, bool critical = false)
    {
        if (claim < FulcioClaim.Issuer)
        {
            return new X509Extension(Oid(claim), Encoding.UTF8.GetBytes(value), critical);
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
        return new X509Extension(Oid(claim), writer.Encode(), critical);
    }

    public FakeIdentity With(FulcioClaim claim, string value) => this with { Claims = Claims.SetItem(claim, value) };

    public FakeIdentity Without(FulcioClaim claim) => this with { Claims = Claims.Remove(claim) };

    public IEnumerable<X509Extension> Extensions()
    {
        if (Names.Count > 0)
        {
            yield return GeneralName.Extension(Names);
        }

        foreach (var (claim, value) in Claims)
        {
            yield return Extension(claim, value);
        }
    }

    private static FakeIdentity CreateGitHub()
    {
        const string Signer = "https://github.com/example-builders/swarm/.github/workflows/episode.yml@refs/tags/v1";
        const string Source = "https://github.com/example/agents";
        const string SourceCommit = "2222222222222222222222222222222222222222";
        return new FakeIdentity { Names = [GeneralName.Uri(Signer)] }
            .With(FulcioClaim.IssuerRaw, GitHubIssuer)
            .With(FulcioClaim.WorkflowTrigger, "push")
            .With(FulcioClaim.WorkflowSha, SourceCommit)
            .With(FulcioClaim.WorkflowName, "Agents")
            .With(FulcioClaim.WorkflowRepository, "example/agents")
            .With(FulcioClaim.WorkflowRef, "refs/heads/main")
            .With(FulcioClaim.Issuer, GitHubIssuer)
            .With(FulcioClaim.BuildSignerUri, Signer)
            .With(FulcioClaim.BuildSignerDigest, "1111111111111111111111111111111111111111")
            .With(FulcioClaim.RunnerEnvironment, "github-hosted")
            .With(FulcioClaim.SourceRepositoryUri, Source)
            .With(FulcioClaim.SourceRepositoryDigest, SourceCommit)
            .With(FulcioClaim.SourceRepositoryRef, "refs/heads/main")
            .With(FulcioClaim.SourceRepositoryIdentifier, "1001")
            .With(FulcioClaim.SourceRepositoryOwnerUri, "https://github.com/example")
            .With(FulcioClaim.SourceRepositoryOwnerIdentifier, "2002")
            .With(FulcioClaim.BuildConfigUri, Source + "/.github/workflows/agents.yml@refs/heads/main")
            .With(FulcioClaim.BuildConfigDigest, SourceCommit)
            .With(FulcioClaim.BuildTrigger, "push")
            .With(FulcioClaim.RunInvocationUri, Source + "/actions/runs/3003/attempts/1")
            .With(FulcioClaim.SourceRepositoryVisibility, "public");
    }
}

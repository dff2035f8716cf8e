using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Parsing;
using Swarm.Core.Digests;
using Swarm.Engine.Trust;

namespace Swarm.Cli.Commands.Trust;

/// <summary>Verifies a certificate that is a file.</summary>
internal sealed class VerifyCertificateCommand : ImmediateCommand
{
    private readonly Option<string> _certificate = new("--certificate")
    {
        Description = "The certificate's file.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<string?> _attestation = CommonOptions.Path(
        "--attestation", "FILE", "The signature's file; else certificate.dsse.json beside the certificate.");
    private readonly Option<Digest?> _expected = CommonOptions.Digest(
        "--expected-artifact-hash", "The digest that the certificate must have.");
    private readonly Option<string?> _commit = new("--required-commit")
    {
        Description = "The commit that the certificate must name.",
        HelpName = "SHA",
    };

    private readonly Option<string[]> _keys = new("--key")
    {
        Description = "A public key to trust beside your own and the configuration's; may be given more than once.",
        HelpName = "ed25519:KEY",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _recurse = new("--recurse")
    {
        Description = "Verify every ancestor too, to the root; their folders stand beside this one's.",
    };

    public VerifyCertificateCommand()
        : base("cert", "Verify a certificate's file, offline and without a store; exit code 0 or 3.")
    {
        foreach (var option in new Option[] { _certificate, _attestation, _expected, _commit, _keys, _recurse })
        {
            Add(option);
        }

        Examples =
        [
            "swarm verify cert --certificate certificate.json --key ed25519:…",
            "swarm verify cert --certificate F --expected-artifact-hash sha256:… --recurse --json",
        ];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var request = new VerifyRequest
        {
            ExpectedArtifactHash = invocation.Get(_expected),
            RequiredCommit = invocation.Get(_commit),
            TrustedKeys = invocation.Require(_keys),
            Recurse = invocation.Get(_recurse),
        };
        var certificate = invocation.Require(_certificate);
        var verdict = CertificateFiles.Verify(invocation.Options, certificate, invocation.Get(_attestation), request, cancellationToken);
        return invocation.Write(VerdictReport.Of(verdict, Path.GetFullPath(certificate)));
    }
}

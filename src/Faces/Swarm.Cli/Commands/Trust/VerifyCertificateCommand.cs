using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Parsing;
using Swarm.Engine.Trust;

namespace Swarm.Cli.Commands.Trust;

/// <summary>Verifies a certificate that is a file.</summary>
internal sealed class VerifyCertificateCommand : ImmediateCommand
{
    private readonly Option<string> _certificate = new("--certificate")
    {
        Description = "The certificate's file. With --recurse its ancestors' folders stand beside its own.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _attestation = CommonOptions.Path(
        "--attestation", "FILE", "Its DSSE envelope or Sigstore bundle; else certificate.dsse.json and certificate.sigstore.json beside it.");

    private readonly VerificationOptions _expectations = new();

    public VerifyCertificateCommand()
        : base("cert", "Verify a certificate's file, offline and without a store; exit code 0 or 3.")
    {
        Add(_certificate);
        Add(_attestation);
        _expectations.AddTo(this);
        Examples =
        [
            "swarm verify cert --certificate certificate.json --key ed25519:…",
            "swarm verify cert --certificate F --expected-artifact-hash sha256:… --recurse --json",
            "swarm verify cert --certificate F --attestation certificate.sigstore.json --required-commit SHA --require attestation",
            "swarm verify cert --certificate F --policy-file policy.json --require policy --require sandbox",
        ];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var certificate = invocation.Require(_certificate);
        var verdict = CertificateFiles.Verify(
            invocation.Options, certificate, invocation.Get(_attestation), _expectations.Read(invocation), cancellationToken);
        return invocation.Write(VerdictReport.Of(verdict, Path.GetFullPath(certificate)));
    }
}

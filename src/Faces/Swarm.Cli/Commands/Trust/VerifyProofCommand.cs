using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Core.Contracts;
using Swarm.Engine.Trust;

namespace Swarm.Cli.Commands.Trust;

/// <summary>Verifies a proof envelope.</summary>
internal sealed class VerifyProofCommand : ImmediateCommand
{
    private readonly Option<string> _proof = new("--proof") { Description = "The proof envelope.", HelpName = "FILE", Required = true };

    private readonly Option<string> _certificate = new("--certificate")
    {
        Description = "The certificate that it has to be about.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _inputs = CommonOptions.Path(
        "--public-inputs", "FILE", "Its public inputs, where it does not carry them.");

    public VerifyProofCommand()
        : base("proof", "Verify that a proof envelope binds its public inputs to a certificate; exit code 0 or 3.")
    {
        Add(_proof);
        Add(_certificate);
        Add(_inputs);
        Examples = ["swarm verify proof --proof proof.json --certificate certificate.json"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var certificate = invocation.Require(_certificate);
        var verdict = ProofFiles.Verify(invocation.Options, invocation.Require(_proof), certificate, invocation.Get(_inputs));
        return invocation.Write(new Report
        {
            CertificateRef = FileLocator.Of(Path.GetFullPath(certificate)),
            ArtifactHash = verdict.ArtifactHash.ToString(),
            Errors = verdict.ErrorCode is { } error ? [ErrorEntry.From(error, verdict.Reason)] : [],
            ExitCode = verdict.ErrorCode is { } code ? ExitCodes.Of(code) : ExitCodes.Success,
            Quiet = [],
            Json = json =>
            {
                json.Flag("is_valid", verdict.IsValid);
                json.Text("reason", verdict.Reason);
                json.Text("proof_system", verdict.ProofSystem);
                CheckReport.Write(json, verdict.Checks);
            },
            Text = text =>
            {
                text.Fields(("verdict", verdict.IsValid ? "valid" : "invalid"), ("reason", verdict.Reason), ("proof system", verdict.ProofSystem));
                text.Line();
                CheckReport.Write(text, verdict.Checks);
            },
        });
    }
}

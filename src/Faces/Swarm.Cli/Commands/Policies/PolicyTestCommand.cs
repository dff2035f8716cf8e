using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Core.Errors;
using Swarm.Engine.Policies;

namespace Swarm.Cli.Commands.Policies;

/// <summary>Tries a policy.</summary>
internal sealed class PolicyTestCommand : ImmediateCommand
{
    private readonly IReadOnlyList<string> _step;
    private readonly Option<string> _policy = new("--policy") { Description = "The policy's file.", HelpName = "FILE", Required = true };
    private readonly Option<string?> _certificate = CommonOptions.Path(
        "--certificate", "FILE", "Hold this certificate against the policy. Whether it is genuine is for 'swarm verify cert'.");

    public PolicyTestCommand(IReadOnlyList<string> step)
        : base("test", "Say which rules of a policy are enforced here, and whether it allows a program, given after '--', or agrees with a certificate.")
    {
        _step = step;
        Add(_policy);
        Add(_certificate);
        TakesStep = true;
        Examples =
        [
            "swarm policy test --policy policy.json -- make test",
            "swarm policy test --policy policy.json --certificate certificate.json --json",
        ];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var verdict = PolicyTest.Run(invocation.Options, invocation.Require(_policy), invocation.Get(_certificate), _step);
        return invocation.Write(new Report
        {
            Errors = verdict.Error is { } error ? [error] : [],
            ExitCode = verdict.Error is { } fault ? ExitCodes.Of(ErrorCode.Find(fault.Code)) : ExitCodes.Success,
            Quiet = [],
            Json = json =>
            {
                json.Text("path", verdict.Path);
                json.Text("policy_hash", verdict.Policy?.Hash.ToString());
                json.Flag("is_valid", verdict.IsValid);
                json.Array("enforced", verdict.Enforced);
                json.Array("unenforced", verdict.Unenforced);
            },
            Text = text => text.Fields(
                ("policy", verdict.Path),
                ("name", verdict.Policy?.Document.Name),
                ("hash", verdict.Policy?.Hash.ToString()),
                ("enforced", string.Join(", ", verdict.Enforced)),
                ("unenforced", string.Join(", ", verdict.Unenforced)),
                ("verdict", verdict.IsValid ? "valid" : "invalid"),
                ("reason", verdict.Error?.Message)),
        });
    }
}

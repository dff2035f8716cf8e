using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Parsing;
using Swarm.Core.Digests;
using Swarm.Engine.Trust;
using Swarm.Verification.Verdicts;

namespace Swarm.Cli.Commands.Trust;

/// <summary>What a verification expects, of a file and of a store's node alike.</summary>
internal sealed class VerificationOptions
{
    private readonly Option<Digest?> _expected = CommonOptions.Digest(
        "--expected-artifact-hash", "The digest that the certificate must have.");

    private readonly Option<string?> _commit = new("--required-commit")
    {
        Description = "The commit that the certificate must name.",
        HelpName = "SHA",
    };

    private readonly Option<string[]> _keys = Repeated(
        "--key", "KEY", "A public key to trust beside your own and the configuration's: ed25519:…, or certificate=ed25519:… for that alone.");

    private readonly Option<string?> _policy = CommonOptions.Path(
        "--policy-file", "FILE", "The policy that the run must have executed under; else the one beside the certificate.");

    private readonly Option<bool> _requirePolicy = new("--require-policy") { Description = "Refuse a run that executed under no policy, or under one that is not at hand." };

    private readonly Option<string[]> _require = Repeated(
        "--require", "CHECK", $"A check that must pass, so that one that cannot be made is a failure: {string.Join(", ", CheckNames.All)}.");

    private readonly Option<Digest?> _head = CommonOptions.Digest(
        "--expected-head", "An entry that the store's head log must contain, as 'swarm store head' printed it.");

    private readonly Option<string?> _headLog = CommonOptions.Path(
        "--head-log", "FILE", "A copy of the head log kept elsewhere, with which the store's must begin.");

    private readonly Option<string?> _ledger = CommonOptions.Path(
        "--replay-ledger", "FILE", "Accept the run: refuse a nonce that this file has, or a time of acceptance that is over, and record the nonce.");

    private readonly Option<string[]> _workflows = Repeated(
        "--trusted-workflow", "WORKFLOW", "A workflow whose attestation counts, beside the configuration's: owner/repo/.github/workflows/file.yml.");

    private readonly SignerOptions _signer = new();

    private readonly Option<bool> _recurse = new("--recurse") { Description = "Verify every ancestor too, to the root." };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        _require.AcceptOnlyFromAmong([.. CheckNames.All]);
        foreach (var option in new Option[] { _expected, _commit, _keys, _policy, _requirePolicy, _require, _head, _headLog, _ledger, _workflows, _recurse })
        {
            command.Add(option);
        }

        _signer.AddTo(command);
    }

    /// <summary>What they ask for.</summary>
    public VerifyRequest Read(Invocation invocation)
    {
        var signer = _signer.Read(invocation);
        return new VerifyRequest
        {
            ExpectedArtifactHash = invocation.Get(_expected),
            RequiredCommit = invocation.Get(_commit),
            TrustedKeys = invocation.Require(_keys),
            PolicyFile = invocation.Get(_policy),
            Required = invocation.Get(_requirePolicy) ? [.. invocation.Require(_require), CheckNames.Policy] : invocation.Require(_require),
            ExpectedHead = invocation.Get(_head),
            HeadLogFile = invocation.Get(_headLog),
            ReplayLedgerFile = invocation.Get(_ledger),
            TrustedWorkflows = invocation.Require(_workflows),
            TrustedRoot = signer.TrustedRoot,
            Identity = signer.Identity,
            IdentityPattern = signer.IdentityPattern,
            Issuer = signer.Issuer,
            Recurse = invocation.Get(_recurse),
        };
    }

    private static Option<string[]> Repeated(string name, string helpName, string description) => new(name)
    {
        Description = description + " May be given more than once.",
        HelpName = helpName,
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };
}

using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Commands.Trust;
using Swarm.Engine.Remote;

namespace Swarm.Cli.Commands.Backends;

/// <summary>What the evidence of a run from a backend is held against.</summary>
internal sealed class CollectOptions
{
    private readonly SignerOptions _signer = new();

    private readonly Option<string?> _commit = new("--required-commit")
    {
        Description = "The commit of the source that the certificate must name.",
        HelpName = "SHA",
    };

    private readonly Option<bool> _unattested = new("--allow-unattested")
    {
        Description = "Take a run in that nothing attests: whoever brought its artifacts is trusted. One that is attested has to hold all the same.",
    };

    private readonly Option<bool> _links = new("--allow-outward-links") { Description = "Take in links that lead out of the workspace." };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        _signer.AddTo(command);
        command.Add(_commit);
        command.Add(_unattested);
        command.Add(_links);
    }

    /// <summary>What was given.</summary>
    public CollectTrust Read(Invocation invocation)
    {
        var (trustedRoot, identity, identityPattern, issuer) = _signer.Read(invocation);
        return new CollectTrust
        {
            TrustedRoot = trustedRoot,
            Identity = identity,
            IdentityPattern = identityPattern,
            Issuer = issuer,
            RequiredCommit = invocation.Get(_commit),
            WaiveAttestation = invocation.Get(_unattested),
            AllowOutwardLinks = invocation.Get(_links),
        };
    }
}

using System.Text.Json.Serialization;
using Swarm.Core.Identifiers;
using Swarm.Cryptography.Signing;
using Swarm.Storage.Locks;
using Swarm.Verification.Keys;

namespace Swarm.Engine.Configuration;

/// <summary>The user's settings (<c>config.json</c> in Swarm's home folder). Every member is optional.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SwarmConfiguration
{
    /// <summary>The name of the keys to use.</summary>
    public string? Profile { get; init; }

    /// <summary>The folder in which runs work; each makes its own inside.</summary>
    public string? WorkFolder { get; init; }

    /// <summary>How many seconds to wait for another process that holds a store.</summary>
    public double? LockTimeoutSeconds { get; init; }

    /// <summary>The most bytes of log that a step may write.</summary>
    public long? LogLimitBytes { get; init; }

    /// <summary>The most bytes that a step may leave in workspace and state.</summary>
    public long? OutputLimitBytes { get; init; }

    /// <summary>The store that bundles are put into where none is named: its address, or the whole path of a folder.</summary>
    public string? BundleStore { get; init; }

    /// <summary>Public keys whose signatures count beside one's own, each <c>ed25519:</c> and base 64, with roles before it where it is not trusted for all.</summary>
    public IReadOnlyList<string>? TrustedKeys { get; init; }

    /// <summary>Public keys whose signatures count for nothing any more, one's own included, each <c>ed25519:</c> and base 64.</summary>
    public IReadOnlyList<string>? RevokedKeys { get; init; }

    /// <summary>The workflows whose attestation counts, each <c>owner/repo/path</c>, without a commit.</summary>
    public IReadOnlyList<string>? TrustedWorkflows { get; init; }

    /// <summary>The pinned workflow that remote runs execute under, where none is named.</summary>
    public string? WorkflowRef { get; init; }

    /// <summary>The age recipient of the runners that remote runs execute on, where none is named.</summary>
    public string? RunnerRecipient { get; init; }

    /// <summary>How many seconds to wait between the first two looks at a remote run; later ones are further apart.</summary>
    public double? PollIntervalSeconds { get; init; }

    /// <summary>The broker of runs that leave through the operator's machine, where none is named: <c>host:port</c>.</summary>
    public string? Broker { get; init; }

    /// <summary>The pin of that broker's key.</summary>
    public string? BrokerPin { get; init; }

    /// <summary>The session of such runs, where none is named.</summary>
    public string? BrokerSession { get; init; }

    /// <summary>The Sigstore trusted root, where none is named: a file, or the name of one that ships with Swarm.</summary>
    public string? TrustedRoot { get; init; }

    /// <summary>The workflows whose attestation counts: those that are named, and the one that the user's own remote runs execute under.</summary>
    internal IEnumerable<string> WorkflowsThatCount => (TrustedWorkflows ?? []).Concat(WorkflowRef is null ? [] : [WorkflowPin.Parse(WorkflowRef).Path]);

    /// <summary>How long to wait for what another process holds.</summary>
    /// <param name="haste">Cancelled where the wait is to be cut short.</param>
    internal LockPatience MakeLockPatience(CancellationToken haste) => new(TimeSpan.FromSeconds(LockTimeoutSeconds ?? 30), haste);

    /// <summary>Gives the keys whose signatures count: the user's own, the configuration's and the caller's, without the revoked ones.</summary>
    internal KeyRing MakeKeyRing(VerificationKey? own, IEnumerable<string> callers)
    {
        var named = (TrustedKeys ?? []).Concat(callers).Select(TrustedKey.Parse);
        return new KeyRing(own is null ? named : named.Prepend(new TrustedKey(own, TrustedKey.AllRoles | KeyRole.Ticket)), (RevokedKeys ?? []).Select(VerificationKey.Parse));
    }
}

using System.Text;
using Swarm.Verification.Attestations;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Verification.Tests.Hostile;

/// <summary>A bundle, what it is judged under, and which check must refuse it.</summary>
/// <param name="Check">The name of the first check that fails; none where the bundle is good.</param>
/// <param name="Says">What the reason must say.</param>
/// <param name="Make">Makes the bundle.</param>
internal sealed record HostileCase(string? Check, string Says, Func<byte[]> Make)
{
    public HostileCase(string? check, string says, Func<SignedBundle> make)
        : this(check, says, () => make().ToBytes())
    {
    }

    /// <summary>What it is judged under; the one instance, and its workflow as signer, where null.</summary>
    public AttestationTrust? Trust { get; init; }

    public AttestationSubject? Subject { get; init; }

    /// <summary>The same, with the text of the bundle changed last.</summary>
    public HostileCase Then(Func<string, string> change) => this with { Make = () => Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(Make()))) };

    public void Run() => Trial.AssertVerdict(Make(), Trust ?? Trial.Trust, Check, Says, Subject);
}

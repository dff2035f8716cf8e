using Swarm.Core.Contracts;
using Swarm.Core.Digests;

namespace Swarm.Execution.Networks;

/// <summary>What kept a step to its route and its folder, as it was observed.</summary>
/// <param name="Enforcement">One of <see cref="NetworkEnforcement"/>.</param>
/// <param name="Preflight">How the proof of the route ended before the step began; null where there was nothing to prove.</param>
/// <param name="ReceiptsSha256">The digest of the receipts; null where no proxy stood between the step and the network.</param>
/// <param name="Sandbox"><see cref="SandboxModes.None"/>, or what confined the step.</param>
internal sealed record ObservedProtection(string Enforcement, string? Preflight, Digest? ReceiptsSha256, string Sandbox);

using Swarm.Core.Contracts;
using Swarm.Core.Digests;

namespace Swarm.Engine.Remote;

/// <summary>A run that is recorded as pending, and what its runner needs.</summary>
/// <param name="RunId">The run.</param>
/// <param name="RequestHash">The digest of its run spec, which its certificate will name.</param>
/// <param name="SealedRequest">The request, sealed to the runner: an age file in armor that fits a workflow's input.</param>
/// <param name="BundlePath">The bundle's file, sealed to the runner; null where the run starts with nothing.</param>
/// <param name="Bundle">The bundle's digest and size, as the request names them; null where there is none.</param>
/// <param name="Warnings">What a collect would refuse; empty where nothing is foreseen.</param>
public sealed record PreparedRun(
    string RunId, Digest RequestHash, string SealedRequest, string? BundlePath, RemoteEpisodeBundle? Bundle, IReadOnlyList<string> Warnings);

using System.Security.Cryptography;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Remote;

/// <summary>Seals a request to a runner, and opens it there.</summary>
internal static class RequestSeal
{
    /// <summary>The most characters of a sealed request: a workflow takes 65,535 in all its inputs together.</summary>
    public const int MostCharacters = 60_000;

    private const int WorkerSeedBytes = 32;

    public static string Seal(RemoteEpisodeRequest request, AgeRecipient runner, RandomSource random)
    {
        var plaintext = CanonicalJson.Serialize(request, ContractJson.Default.RemoteEpisodeRequest);
        try
        {
            var text = Store.SealArmored(plaintext, runner, random);
            return text.Length <= MostCharacters ? text : throw new SwarmException(
                ErrorCode.SpecInvalid,
                $"The sealed request has {text.Length} characters and a workflow's input takes up to {MostCharacters}: put a long script or values into the workspace, and shorten the policy.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    public static RemoteEpisodeRequest Open(ReadOnlySpan<byte> text, AgeIdentity runner)
    {
        var plaintext = AgeDecryptor.Open(text, [runner]);
        try
        {
            var request = StrictJson.Parse(plaintext, ContractJson.Default.RemoteEpisodeRequest, "episode request");
            if (FindFault(request) is { } fault)
            {
                Forget(request);
                throw new SwarmException(ErrorCode.SchemaInvalid, $"The episode request is refused: {fault}.");
            }

            return request;
        }
        catch (SwarmException exception) when (exception.InnerException is not null && exception.ErrorCode == ErrorCode.SchemaInvalid)
        {
            // Without the cause: a parser's message may quote what it met.
            throw new SwarmException(ErrorCode.SchemaInvalid, "The episode request is not of its schema: use the same version of Swarm on both sides.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>Clears the capabilities.</summary>
    public static void Forget(RemoteEpisodeRequest request)
    {
        CryptographicOperations.ZeroMemory(request.Parent?.StateCap);
        CryptographicOperations.ZeroMemory(request.Parent?.NetCap);
        CryptographicOperations.ZeroMemory(request.Exit?.WorkerSeed);
    }

    private static string? FindFault(RemoteEpisodeRequest request)
    {
        var (spec, parent) = (request.Spec, request.Parent);
        return !string.Equals(request.Type, ContractTypes.EpisodeRequest, StringComparison.Ordinal) || !string.Equals(spec.Type, ContractTypes.RunSpec, StringComparison.Ordinal)
            ? "it is of another type"
            : !Identifier.IsValid(request.RunId, Identifier.RunPrefix) ? "its run's id is malformed"
            : spec.Deterministic ? "a deterministic run never executes on a backend"
            : !string.Equals(spec.ParentNodeId, parent?.Node.NodeId, StringComparison.Ordinal) ? "its run spec is for another parent than it brings"
            : parent is not null && (!Identifier.IsValid(parent.OriginNodeId, Identifier.NodePrefix) || request.Bundle is null) ? "its parent is not whole"
            : string.Equals(spec.RouteMode, RouteModes.ClientExit, StringComparison.Ordinal) != request.Exit is not null ? "its ticket and its route do not belong together"
            : request.Exit is { WorkerSeed.Length: not WorkerSeedBytes } ? "its worker's key is malformed"
            : spec.PolicySha256 != (request.Policy is { } policy ? Digest.Compute(policy.Content) : (Digest?)null) ? "its policy is not the one that its run spec names"
            : null;
    }
}

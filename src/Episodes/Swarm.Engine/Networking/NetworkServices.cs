using Swarm.Core.Errors;
using Swarm.Engine.Sessions;
using Swarm.Networking.Relay;

namespace Swarm.Engine.Networking;

/// <summary>The user's brokers and providers that serve on this machine, in whichever process.</summary>
public static class NetworkServices
{
    /// <summary>Lists those that serve.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="kind">Which kind.</param>
    public static IReadOnlyList<NetworkService> List(SessionOptions options, NetworkServiceKind kind) =>
        [.. new NetworkHome(options).FoldersOf(kind).Select(folder => folder.Current).OfType<NetworkService>()];

    /// <summary>Finds one that serves.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="kind">Which kind.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The service; null where none of that name serves.</returns>
    public static NetworkService? Find(SessionOptions options, NetworkServiceKind kind, string name) =>
        SessionName.IsValid(name) ? new NetworkHome(options).FolderOf(kind, name).Current : null;

    /// <summary>Gives one that serves.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="kind">Which kind.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="SwarmException">None of that name serves (<c>SPEC_INVALID</c>).</exception>
    public static NetworkService Require(SessionOptions options, NetworkServiceKind kind, string name) => Find(options, kind, name) ?? throw new SwarmException(
        ErrorCode.SpecInvalid, $"There is no {(kind == NetworkServiceKind.Broker ? "broker" : "provider")} '{name}' that serves: list those that do, and name one.");

    /// <summary>Stops a service and waits until it has ended.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="kind">Which kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="grace">How long its streams may go on.</param>
    /// <param name="cancellationToken">Ends the wait; the service stops all the same.</param>
    /// <returns>What it did last.</returns>
    /// <exception cref="SwarmException">None of that name serves (<c>SPEC_INVALID</c>).</exception>
    public static async Task<NetworkService> StopAsync(
        SessionOptions options, NetworkServiceKind kind, string name, TimeSpan grace, CancellationToken cancellationToken)
    {
        var service = Require(options, kind, name);
        await new NetworkHome(options).FolderOf(kind, name).StopAsync(grace, cancellationToken);
        return service;
    }
}

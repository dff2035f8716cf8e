using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Cryptography.Keys;
using Swarm.Cryptography.Signing;
using Swarm.Engine.Configuration;
using Swarm.Engine.Sessions;
using Swarm.Networking.Relay;
using Swarm.Networking.Tickets;
using Swarm.Verification.Keys;

namespace Swarm.Engine.Networking;

/// <summary>What the network plane keeps in the user's home folder, and whom it trusts.</summary>
internal sealed class NetworkHome
{
    private const string FolderName = "network";

    private readonly SessionOptions _options;
    private readonly SwarmHome _home;
    private readonly SwarmConfiguration _configuration;
    private readonly KeyVault _vault;

    public NetworkHome(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _home) = (options, new SwarmHome(options.ReadVariable));
        _configuration = _home.Read();
        _vault = options.OpenKeyVault();
    }

    /// <summary>The tickets that were revoked here.</summary>
    public TicketRevocations Revocations => new(Path.Combine(Folder, "revoked-tickets.json"));

    private string Folder => Path.Combine(_home.Folder, FolderName);

    private string Profile => _options.ProfileOf(_configuration);

    /// <summary>The folder of a service.</summary>
    public ServiceFolder FolderOf(NetworkServiceKind kind, string name) => new(Path.Combine(FolderOf(kind), name), kind, name);

    /// <summary>The folders of all services of a kind that there ever were.</summary>
    public IEnumerable<ServiceFolder> FoldersOf(NetworkServiceKind kind) => !Directory.Exists(FolderOf(kind))
        ? []
        : Directory.EnumerateDirectories(FolderOf(kind)).Order(StringComparer.Ordinal).Select(path => FolderOf(kind, Path.GetFileName(path)));

    /// <summary>Opens the operator's key. The caller disposes of it.</summary>
    public SigningKey OpenOperator() => _vault.OpenOperator(Profile);

    /// <summary>Gives the keys that count for tickets and providers: the operator's own, the configuration's with that role, and the caller's.</summary>
    /// <param name="callers">Further keys: <c>ed25519:</c> and base 64.</param>
    public IReadOnlyList<VerificationKey> TrustedKeys(IReadOnlyList<string> callers)
    {
        var ring = _configuration.MakeKeyRing(_vault.GetPublic(Profile).VerificationKey, []);
        return [.. ring.For(KeyRole.Ticket).Concat(callers.Select(VerificationKey.Parse)).Except(ring.Revoked)];
    }

    /// <summary>Verifies tickets by those keys.</summary>
    public TicketVerifier Verifier(IReadOnlyList<string> callers) => new(TrustedKeys(callers), Revocations, _options.Time);

    /// <summary>Makes sure that the folder of a service is there.</summary>
    public static ServiceFolder Prepare(ServiceFolder folder)
    {
        if (!SessionName.IsValid(folder.Name))
        {
            throw new SwarmException(ErrorCode.SpecInvalid, $"'{folder.Name}' is no name of a service: give {SessionName.Form}.");
        }

        DurableFile.CreateDirectory(folder.Path);
        return folder;
    }

    private string FolderOf(NetworkServiceKind kind) => Path.Combine(Folder, kind == NetworkServiceKind.Broker ? "brokers" : "providers");
}

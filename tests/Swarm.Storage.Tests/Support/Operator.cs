using Swarm.Core.Randomness;
using Swarm.Cryptography.Keys;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Tests.Support;

/// <summary>A person with keys.</summary>
internal sealed class Operator
{
    private const string Profile = "default";

    private readonly KeyVault _vault;

    public Operator(string folder)
    {
        _vault = new KeyVault(folder, Clocks.Machine);
        Public = _vault.Create(Profile, RandomSource.System);
    }

    public PublicKeys Public { get; }

    public StoreKeys OpenKeys() => new(_vault, Profile);

    public string ExportIdentity() => _vault.ExportSecret(Profile, KeyPurpose.Sealing);
}

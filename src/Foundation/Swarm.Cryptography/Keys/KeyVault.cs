using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Json;
using Swarm.Core.Randomness;
using Swarm.Core.Time;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Signing;

namespace Swarm.Cryptography.Keys;

/// <summary>
/// The keys of an operator on this machine: named profiles of an operator key and a sealing key. A profile is a folder
/// with a file of the public halves and a protected one of the private halves, or one that names the vault that has
/// those; it appears whole, in one rename, or not at all.
/// </summary>
public sealed class KeyVault
{
    /// <summary>The profile that is used where none is named.</summary>
    public const string DefaultName = "default";

    private const string PublicFileName = "public.json";

    private static readonly TimeSpan AgeOfLeftovers = TimeSpan.FromHours(1);

    private readonly string _folder;
    private readonly RecordedClock _clock;
    private readonly ISecretVault? _vaults;

    /// <summary>Takes a vault. Its folder appears with its first profile.</summary>
    /// <param name="folder">The vault's folder.</param>
    /// <param name="clock">What gives the time that a profile was made at.</param>
    /// <param name="vaults">Vaults elsewhere that may hold private halves; null where there are none.</param>
    public KeyVault(string folder, RecordedClock clock, ISecretVault? vaults = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(clock);
        _folder = Path.GetFullPath(folder);
        _clock = clock;
        _vaults = vaults;
    }

    /// <summary>
    /// Makes a profile's keys and gives their public halves. A profile that is there already, also one that another
    /// process made in the meantime, stays as it is and is given.
    /// </summary>
    /// <param name="name">The profile's name: 1 to 64 letters, digits, dots, dashes and underscores.</param>
    /// <param name="random">Where the keys come from: 32 bytes for the operator key, then 32 for the sealing key.</param>
    /// <param name="vault">The vault elsewhere that is to hold the private halves; null for a file.</param>
    /// <exception cref="SwarmException">
    /// The name is malformed or the vault cannot be used (<c>KEY_INVALID</c>), or the folder cannot be written (<c>PATH_INVALID</c>).
    /// </exception>
    public PublicKeys Create(string name, RandomSource random, string? vault = null)
    {
        if (!Exists(name))
        {
            using var operatorKey = SigningKey.Create(random);
            using var sealingKey = AgeIdentity.Create(random);
            Store(name, operatorKey, sealingKey, vault);
        }

        return GetPublic(name);
    }

    /// <summary>Makes a profile of keys that were exported elsewhere.</summary>
    /// <param name="name">The profile's name.</param>
    /// <param name="operatorKey">The operator key, which stays the caller's.</param>
    /// <param name="sealingKey">The sealing key, which stays the caller's.</param>
    /// <param name="vault">The vault elsewhere that is to hold the private halves; null for a file.</param>
    /// <exception cref="SwarmException">
    /// The name is malformed, the profile is there with other keys or the vault cannot be used (<c>KEY_INVALID</c>), or the folder cannot be
    /// written (<c>PATH_INVALID</c>).
    /// </exception>
    public PublicKeys Import(string name, SigningKey operatorKey, AgeIdentity sealingKey, string? vault = null)
    {
        ArgumentNullException.ThrowIfNull(operatorKey);
        ArgumentNullException.ThrowIfNull(sealingKey);
        if (!Exists(name))
        {
            Store(name, operatorKey, sealingKey, vault);
        }

        var keys = GetPublic(name);
        return keys.VerificationKey.Equals(operatorKey.PublicKey) && keys.Recipient.Equals(sealingKey.Recipient) ? keys : throw new SwarmException(
            ErrorCode.KeyInvalid, $"The key profile '{name}' is in {_folder} already, with other keys: choose another name.");
    }

    /// <summary>Whether the vault has a profile.</summary>
    /// <param name="name">The profile's name.</param>
    /// <exception cref="SwarmException">The name is malformed (<c>KEY_INVALID</c>).</exception>
    public bool Exists(string name) => SecretOf(PathOf(name)).Exists;

    /// <summary>Opens a profile's operator key, which the caller disposes.</summary>
    /// <param name="name">The profile's name.</param>
    /// <exception cref="SwarmException">
    /// There is no such profile or it is damaged (<c>KEY_INVALID</c>), or others can read it (<c>KEY_EXPOSED</c>).
    /// </exception>
    public SigningKey OpenOperator(string name)
    {
        var key = SigningKey.Parse(ReadSecret(name).Operator);
        return Matches(key, key.PublicKey.Equals(GetPublic(name).VerificationKey), name);
    }

    /// <summary>Opens a profile's sealing key, which the caller disposes.</summary>
    /// <param name="name">The profile's name.</param>
    /// <exception cref="SwarmException">
    /// There is no such profile or it is damaged (<c>KEY_INVALID</c>), or others can read it (<c>KEY_EXPOSED</c>).
    /// </exception>
    public AgeIdentity OpenSealing(string name)
    {
        var key = AgeIdentity.Parse(ReadSecret(name).Sealing);
        return Matches(key, key.Recipient.Equals(GetPublic(name).Recipient), name);
    }

    /// <summary>Gives a profile's public halves. The private ones are not touched.</summary>
    /// <param name="name">The profile's name.</param>
    /// <exception cref="SwarmException">There is no such profile or it is damaged (<c>KEY_INVALID</c>).</exception>
    public PublicKeys GetPublic(string name) => Guard(name, () =>
    {
        var path = Path.Combine(PathOf(name), PublicFileName);
        var document = ProfileSecret.Parse(path, ProfileSecret.ReadPublic(path), KeysJsonContext.Default.PublicKeysDocument);
        return document.ToPublicKeys(name) with { Vault = SecretOf(PathOf(name)).Vault };
    });

    /// <summary>Lists the profiles' public halves, sorted by name.</summary>
    /// <exception cref="SwarmException">A profile is damaged (<c>KEY_INVALID</c>).</exception>
    public IReadOnlyList<PublicKeys> List() => !Directory.Exists(_folder)
        ? []
        : [.. Directory.EnumerateDirectories(_folder)
            .Select(path => Path.GetFileName(path))
            .Where(name => ProfileName.IsValid(name) && Exists(name))
            .Order(StringComparer.Ordinal)
            .Select(GetPublic)];

    /// <summary>Gives the public half of one key as text, for others.</summary>
    /// <param name="name">The profile's name.</param>
    /// <param name="purpose">Which key.</param>
    /// <returns><c>ed25519:…</c> or <c>age1…</c>.</returns>
    /// <exception cref="SwarmException">There is no such profile or it is damaged (<c>KEY_INVALID</c>).</exception>
    public string ExportPublic(string name, KeyPurpose purpose)
    {
        var keys = GetPublic(name);
        return purpose == KeyPurpose.Operator ? keys.VerificationKey.ToString() : keys.Recipient.ToString();
    }

    /// <summary>Gives the private half of one key as text. Whoever holds it acts as the operator.</summary>
    /// <param name="name">The profile's name.</param>
    /// <param name="purpose">Which key.</param>
    /// <returns><c>ed25519-secret:…</c> or <c>AGE-SECRET-KEY-1…</c>.</returns>
    /// <exception cref="SwarmException">
    /// There is no such profile or it is damaged (<c>KEY_INVALID</c>), or others can read it (<c>KEY_EXPOSED</c>).
    /// </exception>
    public string ExportSecret(string name, KeyPurpose purpose)
    {
        var keys = ReadSecret(name);
        return purpose == KeyPurpose.Operator ? keys.Operator : keys.Sealing;
    }

    /// <summary>A private half that was damaged is often a key too, but not the one that others know.</summary>
    private T Matches<T>(T key, bool isSame, string name)
        where T : IDisposable
    {
        if (isSame)
        {
            return key;
        }

        key.Dispose();
        throw new SwarmException(
            ErrorCode.KeyInvalid, $"A private key of the profile '{name}' in {_folder} does not belong to its public key: restore the profile from a copy.");
    }

    /// <summary>Writes a whole profile beside its place and renames it there; false where another is there already.</summary>
    private bool Store(string name, SigningKey operatorKey, AgeIdentity sealingKey, string? vault) => Guard(name, () =>
    {
        DurableFile.CreateLastingDirectory(_folder);
        RemoveLeftovers();
        var temporary = Path.Combine(_folder, $".{Path.GetRandomFileName()}");
        DurableFile.CreateDirectory(temporary);
        try
        {
            var secret = new SecretKeysDocument(SecretKeysDocument.CurrentType, operatorKey.ExportSecret(), sealingKey.ExportSecret());
            SecretOf(temporary).Add(secret, vault, sealingKey.Recipient, name);
            WritePublic(temporary, operatorKey, sealingKey);
            return TryName(temporary, name);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                SecretOf(temporary).Withdraw();
                Directory.Delete(temporary, recursive: true);
            }
        }
    });

    /// <summary>Gives a whole profile its name; one whose name may not be on the disk is not left to be used.</summary>
    private bool TryName(string temporary, string name)
    {
        try
        {
            Directory.Move(temporary, PathOf(name));
        }
        catch (IOException) when (Exists(name))
        {
            return false;
        }

        try
        {
            DirectoryFlush.Flush(_folder);
            return true;
        }
        catch
        {
            Directory.Move(PathOf(name), temporary);
            throw;
        }
    }

    // Keys that a killed process made and nobody ever used; a younger folder may be another process at work.
    private void RemoveLeftovers()
    {
        // What another process has named meanwhile has no time any more, which .NET tells as that of 1601.
        var oldest = DateTime.FromFileTimeUtc(0);
        foreach (var leftover in Directory.EnumerateDirectories(_folder, ".*")
            .Where(folder => Directory.GetLastWriteTimeUtc(folder) is var time && time > oldest && DateTime.UtcNow - time > AgeOfLeftovers))
        {
            Directory.Delete(leftover, recursive: true);
        }
    }

    private void WritePublic(string folder, SigningKey operatorKey, AgeIdentity sealingKey)
    {
        var publicKeys = PublicKeysDocument.From(operatorKey, sealingKey, _clock.Now);
        DurableFile.WriteNew(
            Path.Combine(folder, PublicFileName), CanonicalJson.Serialize(publicKeys, KeysJsonContext.Default.PublicKeysDocument));
        DirectoryFlush.Flush(folder);
    }

    private SecretKeysDocument ReadSecret(string name) => Guard(name, () =>
    {
        SecretFile.RequireOwnFolder(_folder);
        SecretFile.RequireOwnFolder(PathOf(name));
        return SecretOf(PathOf(name)).Read(name);
    });

    private ProfileSecret SecretOf(string folder) => new(folder, _vaults);

    private T Guard<T>(string name, Func<T> access)
    {
        try
        {
            return access();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SwarmException(
                ErrorCode.KeyInvalid, $"There is no key profile '{name}' in {_folder}: name another, bring its keys from a backup with 'swarm key import', or make new ones with 'swarm key new'.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(
                ErrorCode.PathInvalid,
                $"The key vault {_folder} cannot be used: {exception.Message} Give its owner access to it.",
                exception);
        }
    }

    /// <summary>The folder of the profiles.</summary>
    public string Folder => _folder;

    private string PathOf(string name) => Path.Combine(_folder, ProfileName.Require(name));
}

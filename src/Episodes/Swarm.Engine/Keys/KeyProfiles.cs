using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Time;
using Swarm.Cryptography.Keys;
using Swarm.Engine.Configuration;
using Swarm.Engine.Sessions;

namespace Swarm.Engine.Keys;

/// <summary>The user's own keys; no store is needed.</summary>
public sealed class KeyProfiles
{
    private readonly SessionOptions _options;
    private readonly SwarmHome _home;
    private readonly KeyVault _vault;

    /// <summary>Takes the keys of the user's home folder.</summary>
    /// <param name="options">What the face gives.</param>
    /// <exception cref="SwarmException"><c>SOURCE_DATE_EPOCH</c> is malformed (<c>CONFIGURATION_INVALID</c>).</exception>
    public KeyProfiles(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _home = new SwarmHome(options.ReadVariable);
        _vault = options.OpenKeyVault();
    }

    /// <summary>Makes the keys of a new profile.</summary>
    /// <param name="name">The profile; null for the one in force.</param>
    /// <param name="vault">The vault of the face that is to hold the private halves; null for a file.</param>
    /// <exception cref="SwarmException">The name is malformed, there is such a profile, or the vault cannot be used (<c>KEY_INVALID</c>).</exception>
    public KeyProfile Create(string? name, string? vault = null)
    {
        var profile = NameOf(name);
        return _vault.Exists(profile)
            ? throw new SwarmException(ErrorCode.KeyInvalid, $"The key profile '{profile}' is there already: name another.")
            : Describe(_vault.Create(profile, _options.Random, vault));
    }

    /// <summary>Gives all profiles by name.</summary>
    public IReadOnlyList<KeyProfile> List() => [.. _vault.List().Select(Describe)];

    /// <summary>Gives the public half of a key, for others.</summary>
    /// <param name="name">The profile; null for the one in force.</param>
    /// <param name="purpose">Which key.</param>
    /// <returns><c>ed25519:…</c> or <c>age1…</c>.</returns>
    public string ExportPublic(string? name, KeyPurpose purpose) => _vault.ExportPublic(NameOf(name), purpose);

    /// <summary>Writes the private half of a key to a new file that only its owner can read. Whoever has it acts as the operator.</summary>
    /// <param name="name">The profile; null for the one in force.</param>
    /// <param name="purpose">Which key.</param>
    /// <param name="destination">The file; relative to the current folder. It must not be there.</param>
    /// <returns>The file.</returns>
    public string ExportSecret(string? name, KeyPurpose purpose, string destination)
    {
        var path = Path.GetFullPath(destination, _options.CurrentFolder);
        var secret = Encoding.ASCII.GetBytes(_vault.ExportSecret(NameOf(name), purpose) + "\n");
        try
        {
            DurableFile.WriteNew(path, secret);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(
                ErrorCode.PathInvalid,
                $"The key cannot be written to '{path}': {exception.Message} Name a file that is not there.",
                exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Makes a profile of private keys that were exported, here or on another machine.</summary>
    /// <param name="name">The profile; null for the one in force.</param>
    /// <param name="files">Two files, in any order: the operator's key and the sealing key; relative to the current folder.</param>
    /// <param name="vault">The vault of the face that is to hold the private halves; null for a file.</param>
    /// <returns>The profile; also where it was there with these keys.</returns>
    /// <exception cref="SwarmException">
    /// A file is no exported key, one of the two keys is missing, or the profile is there with others (<c>KEY_INVALID</c>); or a file cannot be
    /// read (<c>PATH_INVALID</c>).
    /// </exception>
    public KeyProfile Import(string? name, IReadOnlyList<string> files, string? vault = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var keys = ExportedKeys.Read([.. files.Select(file => Path.GetFullPath(file, _options.CurrentFolder))]);
        return Describe(_vault.Import(NameOf(name), keys.Operator, keys.Sealing, vault));
    }

    private string NameOf(string? name) => name ?? _options.ProfileOf(_home.Read());

    private static KeyProfile Describe(PublicKeys keys) =>
        new(keys.Name, keys.VerificationKey.ToString(), keys.Recipient.ToString(), RecordedClock.Format(keys.CreatedAt), keys.Vault);
}

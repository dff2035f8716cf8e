using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Json;
using Swarm.Cryptography.Age;

namespace Swarm.Cryptography.Keys;

/// <summary>The private halves of a profile at rest: in a protected file of its folder, or in a vault that a file there names.</summary>
/// <param name="folder">The profile's folder.</param>
/// <param name="vaults">The vaults that there are; null where there are none.</param>
internal sealed class ProfileSecret(string folder, ISecretVault? vaults)
{
    private const string ReferenceName = "vault.json";
    private const int MostPublicBytes = 64 * 1024;

    private string FilePath => Path.Combine(folder, SecretFile.Name);

    private string ReferencePath => Path.Combine(folder, ReferenceName);

    /// <summary>Whether they are there.</summary>
    public bool Exists => File.Exists(FilePath) || File.Exists(ReferencePath);

    /// <summary>The vault that they lie in; null for a file.</summary>
    public string? Vault => File.Exists(ReferencePath) ? ReadReference().Vault : null;

    /// <summary>Keeps them for the first time.</summary>
    /// <param name="keys">They.</param>
    /// <param name="vault">The vault to keep them in; null for a file.</param>
    /// <param name="recipient">What the secret's name in a vault ends with, so that no other has it.</param>
    /// <param name="profile">The profile's name.</param>
    public void Add(SecretKeysDocument keys, string? vault, AgeRecipient recipient, string profile)
    {
        var json = CanonicalJson.Serialize(keys, KeysJsonContext.Default.SecretKeysDocument);
        try
        {
            if (vault is null)
            {
                SecretFile.Create(FilePath, json);
                return;
            }

            var reference = new VaultReferenceDocument(VaultReferenceDocument.CurrentType, vault, $"swarm-{profile}-{recipient.ToString()[^12..]}");
            Require(vault, profile).Add(vault, reference.Secret, json);
            DurableFile.WriteNew(ReferencePath, CanonicalJson.Serialize(reference, KeysJsonContext.Default.VaultReferenceDocument));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    /// <summary>Takes them out of their vault again; a file goes with its folder.</summary>
    public void Withdraw()
    {
        if (File.Exists(ReferencePath))
        {
            var reference = ReadReference();
            vaults!.Remove(reference.Vault, reference.Secret);
        }
    }

    /// <summary>Reads them.</summary>
    /// <param name="profile">The profile's name.</param>
    public SecretKeysDocument Read(string profile)
    {
        var (path, json) = File.Exists(ReferencePath) ? ReadVault(profile) : (FilePath, SecretFile.Read(FilePath));
        try
        {
            var keys = Parse(path, json, KeysJsonContext.Default.SecretKeysDocument);
            return keys.Type == SecretKeysDocument.CurrentType ? keys : throw Damaged(path);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    /// <summary>Reads a file of a profile that is no secret.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SwarmException">It has more bytes than such a file can have (<c>KEY_INVALID</c>).</exception>
    public static byte[] ReadPublic(string path) => BoundedFile.TryRead(path, MostPublicBytes) ?? throw Damaged(path);

    /// <summary>Reads a document of a profile.</summary>
    /// <param name="path">Where it is, for messages.</param>
    /// <param name="json">The document.</param>
    /// <param name="typeInfo">Its type.</param>
    public static T Parse<T>(string path, byte[] json, JsonTypeInfo<T> typeInfo)
        where T : class
    {
        try
        {
            return StrictJson.Parse(json, typeInfo, "key file");
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.SchemaInvalid)
        {
            // Without the cause: a parser's message may quote what it met.
            throw Damaged(path);
        }
    }

    private (string Path, byte[] Json) ReadVault(string profile)
    {
        var reference = ReadReference();
        return ($"{reference.Vault}/{reference.Secret}", Require(reference.Vault, profile).Read(reference.Vault, reference.Secret));
    }

    private VaultReferenceDocument ReadReference()
    {
        var reference = Parse(ReferencePath, ReadPublic(ReferencePath), KeysJsonContext.Default.VaultReferenceDocument);
        return reference.Type == VaultReferenceDocument.CurrentType ? reference : throw Damaged(ReferencePath);
    }

    private ISecretVault Require(string vault, string profile) => vaults ?? throw new SwarmException(
        ErrorCode.KeyInvalid,
        $"The keys '{profile}' lie in the vault '{vault}', which only PowerShell can open: use the module's cmdlets, or another profile.");

    private static SwarmException Damaged(string path) =>
        new(ErrorCode.KeyInvalid, $"The key file {path} is damaged: restore it from a copy.");
}

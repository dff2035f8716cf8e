using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Cryptography.Keys;

namespace Swarm.PowerShell.Secrets;

/// <summary>SecretManagement's vaults, for the engine to keep private keys in. Each is kept as a secure string, which every vault takes.</summary>
internal sealed class SecretVaults : ISecretVault
{
    /// <inheritdoc/>
    public byte[] Read(string vault, string name) => SecretManagement.Read(vault, name) is SecureString secret
        ? SecureText.ToUtf8(secret)
        : throw new SwarmException(ErrorCode.KeyInvalid, $"The secret '{name}' of the vault '{vault}' is no text, as keys are: restore it from a copy.");

    /// <inheritdoc/>
    public void Add(string vault, string name, ReadOnlySpan<byte> content)
    {
        var characters = new char[Encoding.UTF8.GetCharCount(content)];
        Encoding.UTF8.GetChars(content, characters);
        try
        {
            using var secret = SecretManagement.Protect(characters);
            SecretManagement.Call("Set-Secret", ("Vault", vault), ("Name", name), ("SecureStringSecret", secret), ("NoClobber", true));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(characters.AsSpan()));
        }
    }

    /// <inheritdoc/>
    public void Remove(string vault, string name) => SecretManagement.Call("Remove-Secret", ("Vault", vault), ("Name", name));
}

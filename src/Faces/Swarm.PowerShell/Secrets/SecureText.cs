using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace Swarm.PowerShell.Secrets;

/// <summary>What a secure string holds.</summary>
internal static class SecureText
{
    /// <summary>Gives it as a text, for where nothing else is taken: an environment.</summary>
    /// <param name="text">The secure string.</param>
    public static string Reveal(SecureString text) => new System.Net.NetworkCredential(string.Empty, text).Password;

    /// <summary>Gives it as UTF-8, which the caller clears.</summary>
    /// <param name="text">The secure string.</param>
    public static byte[] ToUtf8(SecureString text)
    {
        var characters = new char[text.Length];
        var copy = Marshal.SecureStringToGlobalAllocUnicode(text);
        try
        {
            Marshal.Copy(copy, characters, 0, characters.Length);
            return Encoding.UTF8.GetBytes(characters);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(copy);
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(characters.AsSpan()));
        }
    }
}

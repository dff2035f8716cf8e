using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Errors;

namespace Swarm.Cryptography.Age;

/// <summary>
/// Opens files in the age v1 format (age-encryption.org/v1) that were sealed to X25519 recipients, by Swarm or by
/// <c>age</c>. <see cref="AgeFailures.Of"/> tells why one was refused.
/// </summary>
public static class AgeDecryptor
{
    private const int DetectionWindow = 1024;

    /// <summary>
    /// Reads and checks a file's header, and gives its plaintext as a stream. Memory does not grow with the file.
    /// </summary>
    /// <param name="source">The sealed file, armored or not. It is left open, and read in blocks.</param>
    /// <param name="identities">The identities to try, which stay the caller's.</param>
    /// <returns>
    /// A stream of the plaintext. Every byte it gives is authenticated, but only its end says that nothing is
    /// missing: where reading throws <c>SEAL_INVALID</c>, what was read before is a part of the plaintext only.
    /// </returns>
    /// <exception cref="SwarmException">The file is refused, or none of the identities opens it (<c>SEAL_INVALID</c>).</exception>
    public static Stream OpenRead(Stream source, IReadOnlyList<AgeIdentity> identities)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(identities);
        var input = Dearmor(new LookaheadStream(source));
        var header = AgeHeaderReader.Read(input);
        var fileKey = Unwrap(header, identities);
        try
        {
            if (!header.HasMacOf(fileKey))
            {
                throw AgeFailures.Create(
                    AgeFailure.HmacInvalid,
                    "The header of the age file was altered: its MAC does not hold. Get the file again from its source.");
            }

            Span<byte> nonce = stackalloc byte[PayloadCipher.NonceSize];
            if (input.ReadAtLeast(nonce, nonce.Length, throwOnEndOfStream: false) < nonce.Length)
            {
                throw AgeFailures.Header("the file ends before its payload");
            }

            return new PayloadReader(input, new PayloadCipher(fileKey, nonce));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(fileKey);
        }
    }

    /// <summary>Opens a sealed file at once: all of its plaintext, or none.</summary>
    /// <param name="sealedFile">The file, armored or not.</param>
    /// <param name="identities">The identities to try.</param>
    /// <returns>The plaintext.</returns>
    /// <exception cref="SwarmException">The file is refused, or none of the identities opens it (<c>SEAL_INVALID</c>).</exception>
    public static byte[] Open(ReadOnlySpan<byte> sealedFile, IReadOnlyList<AgeIdentity> identities)
    {
        using var source = new MemoryStream(sealedFile.ToArray(), writable: false);
        using var reader = OpenRead(source, identities);
        using var plaintext = new MemoryStream(sealedFile.Length);
        try
        {
            reader.CopyTo(plaintext);
            return plaintext.ToArray();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext.GetBuffer());
        }
    }

    private static Stream Dearmor(LookaheadStream source)
    {
        var beginning = source.Peek(DetectionWindow);
        if (beginning.StartsWith(Encoding.ASCII.GetBytes(AgeHeader.VersionPrefix)))
        {
            return source;
        }

        return beginning.IndexOf(Armor.Mark) >= 0
            ? new ArmorReader(source)
            : throw AgeFailures.Header("it does not begin with 'age-encryption.org/v1'");
    }

    private static byte[] Unwrap(AgeHeader header, IReadOnlyList<AgeIdentity> identities)
    {
        if (header.Stanzas.Count > 1 && header.Stanzas.Any(stanza => stanza.Type == "scrypt"))
        {
            throw AgeFailures.Header("a passphrase is not its only recipient");
        }

        // All are checked before any is tried, so that a malformed header is one whoever reads it.
        var candidates = header.Stanzas
            .Where(stanza => stanza.Type == X25519Stanza.Type)
            .Select(stanza => (Share: X25519Stanza.RequireShare(stanza), stanza.Body))
            .ToArray();
        foreach (var (share, body) in candidates)
        {
            foreach (var identity in identities)
            {
                if (X25519Stanza.Unwrap(share, body, identity) is { } fileKey)
                {
                    return fileKey;
                }
            }
        }

        throw candidates.Length == 0 && header.Stanzas.Any(stanza => stanza.Type is "scrypt" or "mlkem768x25519")
            ? AgeFailures.Create(
                AgeFailure.Unsupported,
                "The age file is sealed to a passphrase or a hybrid key, which is not supported: seal it again to an 'age1…' recipient.")
            : AgeFailures.Create(
                AgeFailure.NoMatch,
                "The age file is sealed to other recipients: give the identity of one of them, or have it sealed again to yours.");
    }
}

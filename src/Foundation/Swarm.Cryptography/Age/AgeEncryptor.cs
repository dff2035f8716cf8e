using System.Security.Cryptography;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;

namespace Swarm.Cryptography.Age;

/// <summary>
/// Seals to recipients in the age v1 format (age-encryption.org/v1), which <c>age</c> opens. The random source is asked
/// in this order: once for the file key (16 bytes), once for each recipient's ephemeral secret (32 bytes, in the
/// recipients' order), once for the payload's nonce (16 bytes). The same bytes give the same file.
/// </summary>
public static class AgeEncryptor
{
    /// <summary>Begins a sealed file. Memory does not grow with its size.</summary>
    /// <param name="destination">Where the sealed file goes. It is left open.</param>
    /// <param name="recipients">Who can open the file: one or more.</param>
    /// <param name="random">Where the file key, the ephemeral secrets and the nonce come from.</param>
    /// <param name="armored">Whether to write ASCII armor.</param>
    /// <returns>
    /// A stream that takes the plaintext. Disposing it completes the file, also after an exception: a caller whose
    /// plaintext was not complete discards the destination.
    /// </returns>
    /// <exception cref="ArgumentException">There is no recipient.</exception>
    /// <exception cref="SwarmException">A recipient's key has a low order (<c>SEAL_INVALID</c>).</exception>
    public static Stream OpenWrite(Stream destination, IReadOnlyList<AgeRecipient> recipients, RandomSource random, bool armored = false)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(recipients);
        ArgumentNullException.ThrowIfNull(random);
        if (recipients.Count == 0)
        {
            throw new ArgumentException("An age file has at least one recipient.", nameof(recipients));
        }

        var fileKey = random.GetBytes(X25519Stanza.FileKeySize);
        try
        {
            var stanzas = recipients.Select(recipient => X25519Stanza.Wrap(fileKey, recipient, random)).ToArray();
            var header = AgeHeader.Write(stanzas, fileKey);
            var nonce = random.GetBytes(PayloadCipher.NonceSize);
            var output = armored ? new ArmorWriter(destination) : destination;
            output.Write(header);
            output.Write(nonce);
            return new PayloadWriter(output, new PayloadCipher(fileKey, nonce), ownsDestination: armored);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(fileKey);
        }
    }

    /// <summary>Seals bytes at once.</summary>
    /// <param name="plaintext">What to seal.</param>
    /// <param name="recipients">Who can open it: one or more.</param>
    /// <param name="random">Where the file key, the ephemeral secrets and the nonce come from.</param>
    /// <returns>The sealed file, without armor.</returns>
    /// <exception cref="ArgumentException">There is no recipient.</exception>
    /// <exception cref="SwarmException">A recipient's key has a low order (<c>SEAL_INVALID</c>).</exception>
    public static byte[] Seal(ReadOnlySpan<byte> plaintext, IReadOnlyList<AgeRecipient> recipients, RandomSource random)
    {
        using var destination = new MemoryStream();
        using (var writer = OpenWrite(destination, recipients, random))
        {
            writer.Write(plaintext);
        }

        return destination.ToArray();
    }
}

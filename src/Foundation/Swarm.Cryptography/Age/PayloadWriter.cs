using System.Security.Cryptography;

namespace Swarm.Cryptography.Age;

/// <summary>Seals what is written into a payload, chunk by chunk. Disposing seals the last chunk and ends the destination.</summary>
internal sealed class PayloadWriter(Stream destination, PayloadCipher cipher, bool ownsDestination) : ForwardWriteStream
{
    private readonly byte[] _plaintext = new byte[PayloadCipher.ChunkSize];
    private readonly byte[] _sealed = new byte[PayloadCipher.SealedChunkSize];
    private int _count;
    private bool _disposed;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (!buffer.IsEmpty)
        {
            // A full chunk waits for the next byte: only then it is known not to be the last.
            if (_count == _plaintext.Length)
            {
                SealChunk(last: false);
            }

            var part = buffer[..Math.Min(buffer.Length, _plaintext.Length - _count)];
            part.CopyTo(_plaintext.AsSpan(_count));
            _count += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            try
            {
                SealChunk(last: true);
                if (ownsDestination)
                {
                    destination.Dispose();
                }
            }
            finally
            {
                cipher.Dispose();
                CryptographicOperations.ZeroMemory(_plaintext);
            }
        }

        base.Dispose(disposing);
    }

    private void SealChunk(bool last)
    {
        var chunk = _sealed.AsSpan(0, _count + PayloadCipher.SealedChunkSize - PayloadCipher.ChunkSize);
        cipher.Seal(_plaintext.AsSpan(0, _count), chunk, last);
        destination.Write(chunk);
        _count = 0;
    }
}

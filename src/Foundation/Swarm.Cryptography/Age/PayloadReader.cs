using System.Security.Cryptography;
using Swarm.Cryptography.Sealing;

namespace Swarm.Cryptography.Age;

/// <summary>Reads a payload's plaintext. No byte of a chunk is given before the whole chunk is authenticated.</summary>
internal sealed class PayloadReader(Stream source, PayloadCipher cipher) : ForwardReadStream
{
    // One byte more than a chunk, which tells whether a full chunk is the last.
    private readonly byte[] _sealed = new byte[PayloadCipher.SealedChunkSize + 1];
    private readonly byte[] _plaintext = new byte[PayloadCipher.ChunkSize];
    private int _carried;
    private int _start;
    private int _end;
    private bool _ended;
    private bool _failed;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_start == _end && !_ended && !buffer.IsEmpty)
        {
            OpenChunk();
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _plaintext.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            cipher.Dispose();
            CryptographicOperations.ZeroMemory(_plaintext);
            (_start, _end, _failed) = (0, 0, true);
        }

        base.Dispose(disposing);
    }

    private void OpenChunk()
    {
        if (_failed)
        {
            throw AgeFailures.Payload("reading it failed before");
        }

        // Set until the chunk is whole, so that whoever reads on after a failure meets it again.
        _failed = true;
        var available = _carried + source.ReadAtLeast(_sealed.AsSpan(_carried), _sealed.Length - _carried, throwOnEndOfStream: false);
        var last = available < _sealed.Length;
        var chunk = _sealed.AsSpan(0, Math.Min(available, PayloadCipher.SealedChunkSize));
        var length = chunk.Length - ChaChaCipher.TagSize;
        if (length < 0)
        {
            throw AgeFailures.Payload("it is cut short");
        }

        if (length == 0 && !cipher.IsAtFirstChunk)
        {
            throw AgeFailures.Payload("its last chunk is empty");
        }

        if (!cipher.TryOpen(chunk, _plaintext.AsSpan(0, length), last))
        {
            throw AgeFailures.Payload("a chunk of its payload is altered, cut short or followed by other data");
        }

        _sealed[0] = _sealed[^1];
        (_carried, _start, _end, _ended, _failed) = (last ? 0 : 1, 0, length, last, false);
    }
}

using System.IO.MemoryMappedFiles;

namespace Swarm.Fuzz;

/// <summary>
/// Ends the process where one input takes too long. The input of the moment stands in a file, so that it is left also where the process
/// itself ends (a stack that overflows cannot be caught).
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private const int Overdue = 3;

    private readonly FileStream _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly string _path;
    private long _begun;

    public Watchdog(string path, int mostBytes, TimeSpan patience)
    {
        _path = path;
        _file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _map = MemoryMappedFile.CreateFromFile(_file, null, sizeof(int) + mostBytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor();
        new Thread(() => Watch(patience)) { IsBackground = true }.Start();
    }

    /// <summary>An input begins.</summary>
    public void Begin(byte[] input)
    {
        _view.Write(0, input.Length);
        _view.WriteArray(sizeof(int), input, 0, input.Length);
        Volatile.Write(ref _begun, Environment.TickCount64);
    }

    /// <summary>It ended.</summary>
    public void End() => Volatile.Write(ref _begun, 0);

    /// <summary>Removes the file: nothing is left over.</summary>
    public void Dispose()
    {
        End();
        _view.Dispose();
        _map.Dispose();
        _file.Dispose();
        File.Delete(_path);
    }

    private void Watch(TimeSpan patience)
    {
        while (true)
        {
            Thread.Sleep(250);
            if (Volatile.Read(ref _begun) is > 0 and var begun && Environment.TickCount64 - begun > patience.TotalMilliseconds)
            {
                Console.Error.WriteLine($"An input took more than {patience.TotalSeconds} s: '{_path}' holds it, behind 4 bytes of length.");
                Environment.Exit(Overdue);
            }
        }
    }
}

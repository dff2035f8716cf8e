<#
.SYNOPSIS
    Writes a package once more so that the same content is the same bytes: its entries in order, and all of one time.
#>
[CmdletBinding()]
param(
    # The package.
    [Parameter(Mandatory)]
    [string] $Path,

    # The time that its entries get.
    [Parameter(Mandatory)]
    [datetimeoffset] $Time
)

$ErrorActionPreference = 'Stop'
$stable = "$Path.stable"
$source = [System.IO.Compression.ZipFile]::OpenRead($Path)
$target = [System.IO.Compression.ZipFile]::Open($stable, 'Create')
try {
    foreach ($entry in $source.Entries | Sort-Object FullName -Culture '' -CaseSensitive) {
        $copy = $target.CreateEntry($entry.FullName, 'Optimal')
        $copy.LastWriteTime = $Time.ToUniversalTime()
        $from = $entry.Open()
        $to = $copy.Open()
        $from.CopyTo($to)
        $to.Dispose()
        $from.Dispose()
    }
}
finally {
    $target.Dispose()
    $source.Dispose()
}

Move-Item -LiteralPath $stable -Destination $Path -Force

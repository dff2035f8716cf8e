BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Get-SwarmRunLog' {
    It 'gives the lines of a run that has ended' {
        Get-SwarmRunLog base | Should -Be 'hello from the log'
        $base | Get-SwarmRunLog | Should -Be 'hello from the log'
        Get-SwarmNode base | Get-SwarmRunLog -Follow | Should -Be 'hello from the log'
    }

    It 'follows a run of another process to its end' {
        $go = Join-Path (Get-Location).ProviderPath go
        Set-Content -LiteralPath other.ps1 -Value "Import-Module '$modulePath'; `$go = '$go'; Start-SwarmRun -Label other { 'first'; while (-not (Test-Path `$using:go)) { Start-Sleep -Milliseconds 50 }; 'last' }"
        $process = Start-Process $shell -ArgumentList '-NoProfile', '-File', 'other.ps1' -PassThru -RedirectStandardOutput out.txt -RedirectStandardError error.txt
        Wait-Until { Get-SwarmRun -Label other -Status running }
        $id = (Get-SwarmRun -Label other).RunId
        Get-SwarmRunLog $id -Follow | ForEach-Object { if ($_ -eq 'first') { New-Item $go | Out-Null }; $_ } | Should -Be first, last
        $process.WaitForExit(60000) | Should -BeTrue
    }
}

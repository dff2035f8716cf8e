BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Wait-SwarmRun' {
    It 'gives a run that has ended at once' {
        (Wait-SwarmRun base).Response | Should -Be 'an answer'
        ($base | Wait-SwarmRun).RunId | Should -Be $base.RunId
    }

    It 'waits for a run of another process' {
        $go = Join-Path (Get-Location).ProviderPath go
        Set-Content -LiteralPath other.ps1 -Value "Import-Module '$modulePath'; `$go = '$go'; Start-SwarmRun -Label other { while (-not (Test-Path `$using:go)) { Start-Sleep -Milliseconds 50 } }"
        $process = Start-Process $shell -ArgumentList '-NoProfile', '-File', 'other.ps1' -PassThru -RedirectStandardOutput out.txt -RedirectStandardError error.txt
        Wait-Until { Get-SwarmRun -Label other -Status running }
        $id = (Get-SwarmRun -Label other).RunId
        $job = Start-ThreadJob { Start-Sleep 1; New-Item $using:go | Out-Null }
        $run = Wait-SwarmRun $id
        $run.Status | Should -Be succeeded
        $job | Remove-Job -Force
        $process.WaitForExit(60000) | Should -BeTrue
    }
}

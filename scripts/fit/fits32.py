from remez import *
safe=lambda f: (lambda x: f(x) if abs(x)>mpf(2)**-40 else f(mpf(2)**-40))
sq=lambda f: (lambda z: f(m.sqrt(z)))
e=mpf(2)**-60
fit('expf', safe(lambda r:(m.expm1(r)-r)/r**2),list(range(5)),-0.3467,0.3467,w=safe(lambda r:r**2),fmt=to_f32)
fit('logf', sq(lambda s:(m.log((1+s)/(1-s))/s-2)/s**2),list(range(4)),e,mpf('0.1718')**2,w=sq(lambda s:s**2),fmt=to_f32)
q=m.pi/4*mpf('1.001')
fit('sinf', sq(lambda x:(m.sin(x)-x)/x**3),list(range(3)),e,q*q,w=sq(lambda x:x**2),fmt=to_f32)
fit('cosf', sq(lambda x:(m.cos(x)-1+x*x/2)/x**4),list(range(3)),e,q*q,w=sq(lambda x:x**4),fmt=to_f32)
# float64 arithmetic, float32 results
fit('sin_lite', sq(lambda x:(m.sin(x)-x)/x**3),list(range(4)),e,q*q,w=sq(lambda x:x**2))
fit('cos_lite', sq(lambda x:(m.cos(x)-1+x*x/2)/x**4),list(range(3)),e,q*q,w=sq(lambda x:x**4))
fit('asin_lite', sq(lambda x:(m.asin(x)-x)/x**3),list(range(6)),e,mpf('0.2501'),w=sq(lambda x:x**2))
fit('atan_lite', sq(lambda x:(m.atan(x)-x)/x**3),list(range(9)),e,mpf('1.0001'),w=sq(lambda x:x**2))
p=m.pi/2
a=mpf(to_f32(0)); 
import struct
def trunc(x,lsb): return m.floor(x*mpf(2)**lsb+mpf(1)/2)/mpf(2)**lsb
p1=trunc(p,10); p2=trunc(p-p1,24); p3=p-p1-p2
print('pi/2 parts', float(p1), float(p2), to_f32(p3), p2*2**24)
